"use strict";
(() => {
  for (const button of navigator.clipboard ? document.querySelectorAll("button.copy") : []) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Select it by hand";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }
  // What a link leads to may be folded away.
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === "DETAILS") each.open = true;
    }
    if (target) target.scrollIntoView({ block: "center" });
  };
  window.addEventListener("hashchange", unfold);
  unfold();
})();
(() => {
  const box = document.querySelector(".find");
  if (!box) return;
  const field = document.getElementById("find");
  const found = document.getElementById("found");
  const nothing = document.getElementById("nothing-found");
  const cards = [...document.querySelectorAll("[data-search]")];
  const groups = [...document.querySelectorAll(".group, section.severity, section[aria-labelledby='your-operations']")];
  box.hidden = false;
  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      const matches = words.every((word) => card.dataset.search.includes(word));
      card.hidden = !matches;
      if (matches) count += 1;
    }
    for (const group of groups) {
      group.hidden = words.length > 0 && !group.querySelector("[data-search]:not([hidden])");
    }
    nothing.hidden = count > 0 || words.length === 0;
    found.textContent = words.length ? `${count} of ${cards.length}` : "";
  };
  field.addEventListener("input", search);
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName) && event.target.type !== "checkbox" && event.target.type !== "radio";
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && event.target === field) {
      field.value = "";
      search();
      field.blur();
    }
  });
  search();
  const folded = [];
  window.addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.open = true;
      folded.push(details);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of folded.splice(0)) details.open = false;
  });
})();
