# The command in an image: `docker build -t planungsrahmen .`, then as docs/scheduling.md says.
# The base is named by its tag; whoever wants the same bytes each time adds its digest (@sha256:…) to both.
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /build
COPY requirements/runtime.txt requirements/
RUN python3 -m venv /opt/planungsrahmen \
    && /opt/planungsrahmen/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE planungsrahmen.py ./
COPY planungsrahmen-stubs planungsrahmen-stubs/
COPY pipeline pipeline/
COPY schemas schemas/
RUN /opt/planungsrahmen/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM docker.io/library/python:3.13-slim
COPY --from=build /opt/planungsrahmen /opt/planungsrahmen
RUN useradd --uid 10001 --no-create-home planungsrahmen \
    && install -d -o planungsrahmen -g planungsrahmen /data
ENV PATH=/opt/planungsrahmen/bin:$PATH
USER planungsrahmen
# Has warehouse/ and raw/.
WORKDIR /data
VOLUME /data
ENTRYPOINT ["planungsrahmen"]
CMD ["--help"]
