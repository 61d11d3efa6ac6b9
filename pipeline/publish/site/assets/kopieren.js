// Buttons that copy a text of the page, where the browser can; else they select it.
"use strict";

// Where the page was built nobody knew yet where it would be found.
const snippet = document.getElementById("einbettung");
if (snippet && location.protocol !== "file:") {
  snippet.textContent = snippet.textContent.replace("ADRESSE-DIESER-SEITE/", new URL("../", location.href));
}

for (const button of document.querySelectorAll(".kopieren")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.von);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Kopiert";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Ausgewählt: jetzt kopieren";
    }
  });
}
