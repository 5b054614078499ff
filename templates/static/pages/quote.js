// Rows come and go without a round trip. Without this file the same buttons post the form.

const form = document.querySelector("[data-quote]");
const rows = form?.querySelector("[data-rows]");
const template = form?.querySelector("[data-template]");

let next = rows ? rows.querySelectorAll("[data-row]").length : 0;

function number() {
  rows.querySelectorAll("[data-row]").forEach((row, index) => {
    row.querySelector(".number").textContent = String(index + 1);
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+|__m__/, String(index + 1));
  });
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches("[data-add]")) {
    event.preventDefault();
    const copy = template.content.cloneNode(true);
    for (const node of copy.querySelectorAll("*")) {
      for (const attribute of node.attributes) {
        attribute.value = attribute.value.replaceAll("__n__", String(next));
      }
    }
    next += 1;
    rows.append(copy);
    number();
    rows.lastElementChild.querySelector("input").focus();
  } else if (button?.matches("[data-remove]")) {
    event.preventDefault();
    if (rows.querySelectorAll("[data-row]").length > 1) {
      button.closest("[data-row]").remove();
      number();
      form.querySelector("[data-add]").focus();
    }
  }
});

// One press is enough. The key in the form makes a second one harmless; this only saves the wait.
form?.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => delete form?.dataset.sent);
