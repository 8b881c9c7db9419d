/**
 * The page's own script: a filter and a table of cases that draws only the rows in view. Everything that matters is on the page
 * without it. Plain JavaScript in a string, because it runs in the reader's browser; no network, no storage.
 */
export const CLIENT_SCRIPT = String.raw`
(() => {
  const source = document.getElementById("cases-data");
  const box = document.getElementById("explorer");
  if (!source || !box) return;
  const table = JSON.parse(source.textContent);
  const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const read = (column, row) => {
    if (column.values) return column.values[row];
    const code = column.codes.slice(row * column.width, (row + 1) * column.width);
    const index = column.width === 1 ? LETTERS.indexOf(code) : LETTERS.indexOf(code[0]) * LETTERS.length + LETTERS.indexOf(code[1]);
    return column.dict[index];
  };
  const named = (name) => table.columns.find((column) => column.name === name);
  const result = named("result"), before = named("before"), now = named("now");
  const query = document.getElementById("case-query");
  const kind = document.getElementById("case-kind");
  const count = document.getElementById("case-count");
  const view = document.getElementById("case-view");
  const pad = document.getElementById("case-pad");
  const body = document.getElementById("case-rows");
  const ROW = 34;
  let rows = [];
  const keep = {
    all: () => true,
    wrong: (row) => read(result, row) === "wrong",
    changed: (row) => read(before, row) !== "" && read(before, row) !== read(now, row),
  };
  const text = (row) => (table.ids[row] + " " + table.columns.map((column) => read(column, row)).join(" ")).toLowerCase();
  function filter() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows = [];
    for (let row = 0; row < table.ids.length; row++) {
      if (!keep[kind.value](row)) continue;
      if (words.length > 0) {
        const hay = text(row);
        if (!words.every((word) => hay.includes(word))) continue;
      }
      rows.push(row);
    }
    count.textContent = rows.length + " of " + table.ids.length + " cases";
    pad.style.height = rows.length * ROW + "px";
    view.scrollTop = 0;
    draw();
  }
  function draw() {
    const first = Math.max(0, Math.floor(view.scrollTop / ROW) - 5);
    const last = Math.min(rows.length, first + Math.ceil(view.clientHeight / ROW) + 10);
    const lines = [];
    for (let index = first; index < last; index++) lines.push(line(rows[index], index));
    body.replaceChildren(...lines);
  }
  function line(row, index) {
    const element = document.createElement("div");
    element.className = "case-row " + read(result, row);
    element.style.transform = "translateY(" + index * ROW + "px)";
    for (const value of [table.ids[row], ...table.columns.map((column) => read(column, row))]) {
      const cell = document.createElement("span");
      cell.textContent = value;
      cell.title = value;
      element.append(cell);
    }
    return element;
  }
  function fromHash() {
    const match = /^#case=(.+)$/.exec(location.hash);
    if (!match) return;
    kind.value = "all";
    try { query.value = decodeURIComponent(match[1]); } catch { return; }
    filter();
    box.scrollIntoView();
  }
  box.hidden = false;
  document.documentElement.classList.add("live");
  box.style.setProperty("--columns", String(table.columns.length));
  query.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  view.addEventListener("scroll", draw);
  addEventListener("resize", draw);
  addEventListener("hashchange", fromHash);
  if (!table.columns.some((column) => column.name === "result" && (column.dict || column.values).includes("wrong"))) kind.value = "all";
  filter();
  fromHash();
})();
`;
