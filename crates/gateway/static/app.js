// Everything works without this file; it only makes things quicker.

const english = document.documentElement.lang === "en";

// Suggestions while typing in a search box.
document.querySelectorAll("form[data-suggest]").forEach((form, number) => {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `goi-y-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", english ? "Suggestions" : "Gợi ý");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-autocomplete", "list");
  form.append(list);
  let waiting, controller, chosen = -1;

  const close = () => {
    clearTimeout(waiting);
    controller?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const row = ([name, note, href], index) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.id = `${list.id}-${index}`;
    item.dataset.href = href;
    item.append(Object.assign(document.createElement("span"), { textContent: name }));
    if (note) item.append(Object.assign(document.createElement("small"), { textContent: note }));
    return item;
  };
  const show = (groups) => {
    const prefix = english ? "/en" : "";
    const rows = [
      ...(groups.categories ?? []).map((one) => [one.name, english ? "category" : "ngành hàng", `${prefix}/danh-muc/${one.slug}`]),
      ...(groups.products ?? []).map((one) => [one.name, one.price_text ?? "", `${prefix}/san-pham/${one.slug}`]),
      ...(groups.stalls ?? []).map((one) => [one.name, english ? "stall" : "gian hàng", `${prefix}/gian-hang/${one.slug}`]),
    ];
    list.replaceChildren(...rows.map(row));
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    input.removeAttribute("aria-activedescendant");
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
    if (list.hidden) return;
    const rows = [...list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      chosen = chosen < 0 && step < 0 ? rows.length - 1 : (chosen + step + rows.length) % rows.length;
      rows.forEach((one, index) => one.setAttribute("aria-selected", String(index === chosen)));
      input.setAttribute("aria-activedescendant", rows[chosen].id);
      rows[chosen].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = rows[chosen].dataset.href;
    } else if (event.key === "Escape") close();
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.href = item.dataset.href;
  });
  input.addEventListener("blur", () => setTimeout(close, 200));
  form.addEventListener("submit", close);
});

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

// Filters stand open and apply at once where there is room; on a phone they wait for the button.
const wide = matchMedia("(min-width: 960px)");
for (const drawer of document.querySelectorAll("details[data-open-wide]")) {
  const fit = () => { drawer.open = wide.matches || drawer.querySelector("[aria-invalid]") !== null; };
  fit();
  wide.addEventListener("change", fit);
}
for (const form of document.querySelectorAll("form[data-auto-submit]")) form.addEventListener("change", () => { if (wide.matches) form.requestSubmit(); });

// Empty fields stay out of the address.
for (const form of document.querySelectorAll("form[data-tidy]")) {
  form.addEventListener("formdata", (event) => { for (const [name, value] of [...event.formData]) if (value === "") { const rest = event.formData.getAll(name).filter((one) => one !== ""); event.formData.delete(name); for (const one of rest) event.formData.append(name, one); } });
}

// A small picture brings the large one into view without moving the page.
for (const link of document.querySelectorAll(".thumbs a")) {
  link.addEventListener("click", (event) => {
    const picture = document.querySelector(link.hash);
    if (!picture) return;
    event.preventDefault();
    picture.parentElement.scrollTo({ left: picture.offsetLeft - picture.parentElement.offsetLeft, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  });
}

// The address can be copied.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const text = button.textContent;
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = text; }, 2000);
  });
}

// Pages that are meant for paper get a button.
for (const button of document.querySelectorAll("button[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }

// The address of a stall is shown while it is typed; an empty one follows the name, as it does on the floor.
for (const shown of document.querySelectorAll("[data-slug-preview]")) {
  const [name, slug] = shown.dataset.slugPreview.split(" ").map((id) => document.getElementById(id));
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const update = () => { shown.querySelector("strong").textContent = slug.value.trim().toLowerCase() || plain(name.value); };
  for (const input of [name, slug]) input.addEventListener("input", update);
  update();
}

// A chosen picture is shown before it is sent.
for (const input of document.querySelectorAll("input[type=file][data-preview]")) {
  const alt = document.documentElement.lang === "en" ? "The picture you chose" : "Ảnh bạn vừa chọn";
  const picture = Object.assign(document.createElement("img"), { className: "picture-preview", alt, hidden: true });
  input.after(picture);
  input.addEventListener("change", () => {
    const [file] = input.files;
    picture.hidden = !file?.type.startsWith("image/");
    if (picture.hidden) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => { picture.src = reader.result; });
    reader.readAsDataURL(file);
  });
}

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
