// Everything works without this file; it only makes things quicker.

const english = document.documentElement.lang === "en";

// A page that waits for long work looks again by itself, without taking the focus away; at its end it is loaded anew.
const live = document.querySelector("[data-live]");
if (live) {
  const look = async () => {
    try {
      const answer = await fetch(location.href);
      const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (!now) return location.reload();
      live.querySelector("[data-written]").textContent = now.querySelector("[data-written]").textContent;
      const progress = live.querySelector("progress"), next = now.querySelector("progress");
      if (next.hasAttribute("value")) progress.value = next.value;
    } catch { /* A weak network: the next look may succeed. */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}

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
    const search = (text) => `${prefix}/tim-kiem?q=${encodeURIComponent(text)}`;
    const rows = [
      ...(groups.terms ?? []).map((term) => [term, english ? "often searched" : "hay tìm", search(term)]),
      ...(groups.commodities ?? []).map((one) => [one.name, english ? "commodity" : "mặt hàng", search(one.name)]),
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
    const seen = {};
    for (const [name, value] of JSON.parse(kept)) {
      const all = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
      for (const one of all) if ((one.type === "checkbox" || one.type === "radio") && one.value === value) one.checked = true;
      // Of several fields with one name each gets its own text.
      seen[name] = (seen[name] ?? -1) + 1;
      const one = all.filter((field) => field.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=hidden], [type=file])"))[seen[name]];
      if (one) one.value = value;
    }
  }
}

// The console by keyboard. In the queue j and k move, Enter opens (it is a link); on a review page a, c and r lead to the decisions.
const keys = document.querySelectorAll(".keys");
if (keys.length) {
  keys.forEach((hint) => { hint.hidden = false; });
  const links = [...document.querySelectorAll("[data-queue] .queue-link")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step && links.length) {
      const at = links.indexOf(document.activeElement);
      links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    } else {
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.focus();
    }
  });
}

// A prepared text is copied where it can be changed; one's own words stay.
for (const select of document.querySelectorAll("select[data-fill]")) {
  const text = document.getElementById(select.dataset.fill);
  let before = "";
  select.addEventListener("change", () => {
    const chosen = select.value ? select.selectedOptions[0].textContent : "";
    const own = before ? text.value.replace(before, "").trim() : text.value.trim();
    text.value = [chosen, own].filter(Boolean).join("\n");
    before = chosen;
    select.value = "";
  });
}

// The product form: what the category asks for, its usual unit and its commodities, and the price as it is understood.
for (const form of document.querySelectorAll("form[data-product-form]")) {
  const [category, unit, commodity] = ["category", "unit", "commodity"].map((name) => form.elements[name]);
  const follow = (changed) => {
    const chosen = category.selectedOptions[0];
    for (const notice of form.querySelectorAll("[data-rule-notice]")) notice.hidden = notice.dataset.ruleNotice !== (chosen?.dataset.rule ?? "");
    for (const group of commodity.querySelectorAll("optgroup")) {
      const fits = !category.value || group.dataset.category === category.value;
      group.hidden = group.disabled = !fits && !group.querySelector("option:checked");
    }
    if (changed && chosen?.dataset.unit && (!unit.value || unit.dataset.filled)) { unit.value = chosen.dataset.unit; unit.dataset.filled = "1"; }
    echo();
  };
  const shown = form.querySelector("[data-price-echo]");
  const contact = form.elements.price_contact;
  const server = shown.textContent;
  let touched = false;
  const echo = () => {
    const amount = contact.checked ? null : priceOf(form.elements.price.value);
    const per = unit.value ? `/${unit.selectedOptions[0].textContent}` : "";
    shown.textContent = amount === null ? "" : touched || !server ? priceText(amount) + per : server;
  };
  category.addEventListener("change", () => { touched = true; follow(true); });
  unit.addEventListener("change", () => { delete unit.dataset.filled; touched = true; echo(); });
  form.elements.price.addEventListener("input", () => { touched = true; echo(); });
  contact.addEventListener("change", echo);
  follow(false);
}

// What is surely meant by a price; the floor itself reads more ways of writing than these.
function priceOf(text) {
  const typed = text.trim().toLowerCase().replace(/\s*(đồng|đ|₫|vnd|vnđ)$/, "").replace(/\s+/g, "");
  const [, millions, rest] = /^(\d{1,3})tr(\d)$/.exec(typed) ?? [];
  if (millions) return Number(millions) * 1e6 + Number(rest) * 1e5;
  const [, number, word] = /^([\d.,]+)(k|nghìn|ngàn|tr|triệu)?$/.exec(typed) ?? [];
  if (!number) return null;
  if (/^\d{1,3}([.,]\d{3})+$/.test(number)) return word ? null : Number(number.replace(/[.,]/g, "")) || null;
  if (!word) return /^\d+$/.test(number) ? Number(number) || null : null;
  if (!/^\d+([.,]\d+)?$/.test(number)) return null;
  const amount = Number(number.replace(",", ".")) * (word.startsWith("t") ? 1e6 : 1e3);
  return Number.isInteger(amount) && amount > 0 ? amount : null;
}
function priceText(amount) {
  return document.documentElement.lang === "en" ? `₫${amount.toLocaleString("en")}` : `${amount.toLocaleString("vi")}\u00a0₫`;
}

// Photos of a telephone are made smaller before they go over a slow line, and shown before they are sent.
for (const input of document.querySelectorAll("input[type=file][data-photos]")) {
  const english = document.documentElement.lang === "en";
  const list = Object.assign(document.createElement("ul"), { className: "photos" });
  input.after(list);
  const smaller = async (file) => {
    if (!file.type.startsWith("image/") || file.size < 1_500_000) return file;
    try {
      const bitmap = await createImageBitmap(file);
      const scale = Math.min(1, 2400 / Math.max(bitmap.width, bitmap.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.88); });
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
    } catch { return file; /* the floor says what is wrong with it */ }
  };
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    const files = [];
    for (const file of chosen) files.push(await smaller(file));
    if (chosen.some((file, index) => input.files[index] !== file)) return;
    if (files.some((file, index) => file !== chosen[index])) {
      const bag = new DataTransfer();
      files.forEach((file) => bag.items.add(file));
      input.files = bag.files;
    }
    list.replaceChildren(...files.filter((file) => file.type.startsWith("image/")).map((file, index) => {
      const picture = Object.assign(document.createElement("img"), { alt: `${english ? "Photo you chose" : "Ảnh bạn vừa chọn"} ${index + 1}` });
      const reader = new FileReader();
      reader.addEventListener("load", () => { picture.src = reader.result; });
      reader.readAsDataURL(file);
      const item = document.createElement("li");
      item.append(picture);
      return item;
    }));
  });
}
