// Everything works without this file; it only makes things quicker.

// Suggestions while typing in the search box.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const english = document.documentElement.lang === "en";
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "goi-y";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", english ? "Suggestions" : "Gợi ý");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  form.append(list);
  let waiting, controller, chosen = -1;

  const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const show = (groups) => {
    const prefix = english ? "/en" : "";
    const rows = [
      ...(groups.categories ?? []).map((one) => [one.name, english ? "category" : "ngành hàng", `${prefix}/danh-muc/${one.slug}`]),
      ...(groups.products ?? []).map((one) => [one.name, one.price_text ?? "", `${prefix}/san-pham/${one.slug}`]),
      ...(groups.stalls ?? []).map((one) => [one.name, english ? "stall" : "gian hàng", `${prefix}/gian-hang/${one.slug}`]),
    ];
    list.replaceChildren(...rows.map(([name, note, href], index) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `goi-y-${index}`;
      const link = document.createElement("a");
      link.href = href;
      link.tabIndex = -1;
      link.append(Object.assign(document.createElement("span"), { textContent: name }), Object.assign(document.createElement("small"), { className: "muted nowrap", textContent: note }));
      item.append(link);
      return item;
    }));
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    chosen = -1;
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text.length < 2) return close();
    waiting = setTimeout(async () => {
      controller?.abort();
      controller = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}&lang=${document.documentElement.lang}`, { signal: controller.signal });
        if (answer.ok) show(await answer.json());
      } catch { /* a lost connection only loses the suggestions */ }
    }, 150);
  });
  input.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    if (list.hidden || !links.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + links.length) % links.length;
      links.forEach((link, index) => link.parentElement.setAttribute("aria-selected", String(index === chosen)));
      input.setAttribute("aria-activedescendant", `goi-y-${chosen}`);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      links[chosen].click();
    } else if (event.key === "Escape") close();
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
}

// A form is sent once: a second press while it is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy")); }));

// After an error the focus is on the summary.
document.querySelector(".error-summary")?.focus();

// Menus close on Escape and on a click elsewhere.
const menus = document.querySelectorAll("details.menu");
document.addEventListener("click", (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") menus.forEach((menu) => { menu.open = false; }); });

// A password can be looked at.
for (const input of document.querySelectorAll("input[type=password][data-show]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: input.dataset.show });
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => { const shown = input.type === "text"; input.type = shown ? "password" : "text"; button.setAttribute("aria-pressed", String(!shown)); });
  input.after(button);
}

// Filters apply at once.
for (const form of document.querySelectorAll("form[data-auto-submit]")) form.addEventListener("change", () => form.requestSubmit());

// Drafts of long forms stay in this browser until they are saved on the floor.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const store = (work) => { try { return work(sessionStorage); } catch { return null; } };
  if (form.dataset.saved) store((box) => box.removeItem(key));
  form.addEventListener("input", () => { const data = [...new FormData(form)].filter(([, value]) => typeof value === "string"); store((box) => box.setItem(key, JSON.stringify(data))); });
  form.addEventListener("submit", () => store((box) => box.removeItem(key)));
  const kept = store((box) => box.getItem(key));
  if (kept && !document.querySelector(".error-summary")) {
    for (const [name, value] of JSON.parse(kept)) {
      for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (one.type === "checkbox" || one.type === "radio") { if (one.value === value) one.checked = true; }
        else if (one.type !== "hidden" && one.type !== "file") one.value = value;
      }
    }
  }
}
