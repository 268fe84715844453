// input[data-combobox="/url"]: suggestions under a text field, after the ARIA "combobox with listbox" pattern.
// GET /url?q=… answers {"items": [{value, label, hint}]} or a list of strings. A .combobox around says where the list opens.
// Without script it is a plain field.
const SHORTEST = 2;
const DELAY = 150;
let made = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${(made += 1)}`;
    this.list.className = "combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "vh";
    this.status.setAttribute("role", "status");
    // Beside a label, not in it: what is suggested is not the field's name.
    const box = input.closest(".combobox") ?? (input.closest("label") ?? input).parentElement;
    box.append(this.list, this.status);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("autocomplete", "off");
    this.input.removeAttribute("list");
    this.close();
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // Not click: the field would lose the focus first, and the list close.
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.fetch(text), DELAY);
  }

  async fetch(text) {
    this.request = new AbortController();
    const url = new URL(this.input.dataset.combobox, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.request.signal });
      if (!answer.ok) return this.close();
      const found = await answer.json();
      if (document.activeElement === this.input) this.show(Array.isArray(found) ? found : found.items);
    } catch {
      // Aborted by the next letter, or offline: the field goes on without suggestions.
      this.close();
    }
  }

  show(items) {
    this.list.replaceChildren(...items.map((item, place) => this.option(item, place)));
    this.active = null;
    this.input.removeAttribute("aria-activedescendant");
    this.toggle(items.length > 0);
    const { textSuggestions, textSuggestion, textNoSuggestion } = document.body.dataset;
    const text = items.length > 1 ? textSuggestions : items.length ? textSuggestion : textNoSuggestion;
    this.status.textContent = text.replace("%(num)s", items.length);
  }

  option(item, place) {
    const { value, label = value, hint = "" } = typeof item === "string" ? { value: item } : item;
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = value;
    option.textContent = label;
    if (hint) {
      const small = document.createElement("small");
      small.textContent = hint;
      option.append(" ", small);
    }
    return option;
  }

  onKey(event) {
    const options = [...this.list.children];
    const now = options.indexOf(this.active);
    if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "ArrowDown" && options.length) {
      this.toggle(true);
      this.activate(options[(now + 1) % options.length]);
    } else if (event.key === "ArrowUp" && options.length) {
      this.toggle(true);
      this.activate(options.at(now > 0 ? now - 1 : -1));
    } else if (event.key === "Enter" && this.active && !this.list.hidden) {
      this.choose(this.active);
    } else return;
    event.preventDefault();
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(option) {
    this.input.value = option.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.active = null;
    this.input.removeAttribute("aria-activedescendant");
    this.toggle(false);
  }

  toggle(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }
}

const enhance = () => {
  for (const input of document.querySelectorAll("input[data-combobox]:not([role=combobox])")) new Combobox(input);
};
enhance();
document.addEventListener("htmx:load", enhance);
