"use strict";
// The editor asks our own endpoint only; suggestions of names, which Yasgui would fetch from elsewhere, are off.

const endpoint = new URL("sparql", location.href.replace(/[?#].*/, "")).href;
const first = document.querySelector("nav button").dataset.sparql;

Yasgui.Yasqe.defaults.autocompleters = [];
const yasgui = new Yasgui(document.getElementById("editor"), {
  requestConfig: {endpoint},
  copyEndpointOnNewTab: false,
  populateFromUrl: false,
  persistenceId: null,
  endpointCatalogueOptions: {getData: () => [{endpoint}], keys: []},
  yasqe: {value: first},
});

for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => {
    yasgui.getTab().getYasqe().setValue(button.dataset.sparql);
    yasgui.getTab().getYasqe().focus();
  });
}
