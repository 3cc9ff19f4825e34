// Search over the names and descriptions of a schema, in a dialog; loaded when it is first asked for.
(function () {
  "use strict";
  var at = document.documentElement.dataset;
  var make = window.drift.make;
  var folders = { Q: "queries", M: "mutations", S: "subscriptions", d: "directives" };
  var words = { Q: "query", M: "mutation", S: "subscription", o: "object", n: "interface", u: "union", e: "enum", i: "input", s: "scalar", d: "directive", f: "field", a: "argument", p: "input field", v: "enum value", g: "guide" };
  var filters = [["All", ""], ["Operations", "QMS"], ["Types", "onueis"], ["Fields", "fp"], ["Arguments", "a"], ["Values", "v"], ["Directives", "d"], ["Guides", "g"]];
  var order = "gQMSonueisdfpva";

  // The index: entries, and all summaries as one text so that one indexOf looks through them
  var entries = [];
  var summaries = "";
  var starts = [];
  var humpsOf = function (name) { return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g) || []).map(function (word) { return word.toLowerCase(); }); };
  var read = function (text, base) {
    var definition = "", owner = "", page = "";
    text.split("\n").forEach(function (line) {
      if (!line) return;
      var part = line.split("\t");
      var code = part[0][0], coordinate = part[1];
      if (coordinate[0] === "(" && code === "a") coordinate = owner + coordinate;
      else {
        if (coordinate[0] === ".") coordinate = definition + coordinate; else definition = coordinate;
        owner = coordinate;
      }
      var dot = coordinate.indexOf("."), bracket = coordinate.indexOf("(");
      var name = code === "g" ? coordinate : bracket > 0 && code === "a" ? coordinate.slice(bracket + 1, -2) : coordinate.slice(dot + 1).replace("@", "");
      if (part[2]) page = part[2] === "/" ? (folders[code] || "types") + "/" + name + ".html" : part[2];
      entries.push({
        code: code, old: part[0].length > 1, coordinate: coordinate, name: name, lower: name.toLowerCase(),
        whole: coordinate.toLowerCase(), address: base + page + (part[2] ? "" : "#" + coordinate), summary: part[3] || "", humps: null,
      });
      starts.push(summaries.length);
      summaries += (part[3] || "").toLowerCase() + "\n";
    });
  };

  // Does a run of characters follow the beginnings of words: cAt finds createdAt, alSev finds alertSeverity
  var follows = function (query, humps) {
    var reach = function (from, hump) {
      if (from === query.length) return true;
      for (var next = hump; next < humps.length; next++) {
        var length = 0;
        while (from + length < query.length && humps[next][length] === query[from + length]) length++;
        for (; length > 0; length--) if (reach(from + length, next + 1)) return true;
      }
      return false;
    };
    return reach(0, 0);
  };
  // 0 exact, 1 prefix, 2 humps, 3 substring, 9 not at all
  var rankName = function (query, entry) {
    var place = entry.lower.indexOf(query);
    if (place === 0) return entry.lower.length === query.length ? 0 : 1;
    if (query.length > 1 && query[0] === entry.lower[0]) {
      entry.humps = entry.humps || humpsOf(entry.name);
      if (follows(query, entry.humps)) return 2;
    }
    return place > 0 ? 3 : 9;
  };
  var rank = function (word, entry) {
    if (word.length > 1 && word[0] === "@") return entry.code === "d" || entry.whole[0] === "@" ? rankName(word.slice(1), entry) : 9;
    var dot = word.indexOf("."), bracket = word.indexOf("(");
    if (dot < 0 && bracket < 0) return rankName(word, entry);
    if (entry.whole === word || entry.whole.replace(":)", "") === word.replace(/:?\)$/, "")) return 0;
    var own = entry.whole.indexOf("."), ownBracket = entry.whole.indexOf("(");
    if (dot > 0 && own < 0 || bracket > 0 && ownBracket < 0 || bracket < 0 && ownBracket > 0) return 9;
    var pieces = word.replace(/:?\)$/, "").split(/[.(]/), theirs = entry.coordinate.replace(":)", "").split(/[.(]/);
    if (dot === 0) { pieces.shift(); theirs.shift(); }
    var worst = 0;
    for (var index = 0; index < pieces.length; index++) {
      if (!pieces[index]) { worst = Math.max(worst, 1); continue; }
      var piece = rankName(pieces[index], { lower: (theirs[index] || "").toLowerCase(), name: theirs[index] || "" });
      worst = Math.max(worst, piece);
    }
    return worst;
  };
  var described = function (query) {
    var found = [], from = 0, place;
    while (found.length < 200 && (place = summaries.indexOf(query, from)) >= 0) {
      var low = 0, high = starts.length - 1;
      while (low < high) { var middle = (low + high + 1) >> 1; if (starts[middle] <= place) low = middle; else high = middle - 1; }
      found.push(low);
      from = low + 1 < starts.length ? starts[low + 1] : summaries.length;
    }
    return found;
  };
  var search = function (text, kinds) {
    var query = text.trim().toLowerCase();
    if (!query) return [];
    var terms = query.split(/\s+/);
    var hits = [], seen = {};
    entries.forEach(function (entry, index) {
      if (kinds && kinds.indexOf(entry.code) < 0) return;
      var worst = 0;
      for (var term = 0; term < terms.length; term++) {
        var value = rank(terms[term], entry);
        if (value === 9 && terms.length > 1 && entry.whole.indexOf(terms[term]) >= 0) value = 4;
        if (value > worst) worst = value;
        if (worst === 9) return;
      }
      seen[index] = true;
      hits.push([worst, entry]);
    });
    if (hits.length < 50 && query.length > 2) {
      described(query).forEach(function (index) {
        if (!seen[index] && (!kinds || kinds.indexOf(entries[index].code) >= 0)) hits.push([8, entries[index]]);
      });
    }
    hits.sort(function (a, b) {
      return a[0] - b[0] || a[1].old - b[1].old || order.indexOf(a[1].code) - order.indexOf(b[1].code) ||
        a[1].coordinate.length - b[1].coordinate.length || (a[1].coordinate < b[1].coordinate ? -1 : 1);
    });
    return hits;
  };
  window.driftFind = function (text, kinds) { return search(text, kinds || "").map(function (hit) { return hit[1].coordinate; }); };

  // The dialog
  var dialog = make("dialog", { class: "search", "aria-label": "Search" });
  var input = make("input", { type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "hits", "aria-autocomplete": "list", "aria-label": "Search types, fields, arguments and guides", placeholder: "Search: Alert, createdAt, cAt, Query.us", autocomplete: "off", spellcheck: "false" });
  var chips = make("div", { class: "chips", role: "group", "aria-label": "Kinds" });
  var list = make("ul", { class: "hits", id: "hits", role: "listbox", "aria-label": "Results" });
  var status = make("p", { class: "empty", role: "status" });
  var keys = make("p", { class: "keys", "aria-hidden": "true" }, "↑ ↓ choose    Enter open    Esc close");
  dialog.append(input, chips, list, status, keys);
  document.body.append(dialog);
  var kinds = "", shown = [], selected = 0, state = "";
  filters.forEach(function (filter) {
    var chip = make("button", { type: "button", "aria-pressed": String(!filter[1]) }, filter[0]);
    chip.addEventListener("click", function () {
      kinds = filter[1];
      Array.prototype.forEach.call(chips.children, function (other) { other.setAttribute("aria-pressed", String(other === chip)); });
      show();
      input.focus();
    });
    chips.append(chip);
  });
  var marked = function (entry, query) {
    var code = make("code", entry.old ? { class: "was" } : {});
    var place = query ? entry.whole.lastIndexOf(query) : -1;
    if (place < 0) { code.textContent = entry.coordinate; return code; }
    code.append(entry.coordinate.slice(0, place), make("b", {}, entry.coordinate.slice(place, place + query.length)), entry.coordinate.slice(place + query.length));
    return code;
  };
  var select = function (index) {
    selected = index;
    Array.prototype.forEach.call(list.children, function (line, position) { line.setAttribute("aria-selected", String(position === index)); });
    var line = list.children[index];
    if (line) { input.setAttribute("aria-activedescendant", line.id); line.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  var show = function () {
    var query = input.value.trim();
    var hits = search(query, kinds);
    shown = hits.slice(0, 50).map(function (hit) { return hit[1]; });
    list.replaceChildren.apply(list, shown.map(function (entry, index) {
      var line = make("li", { role: "option", id: "hit-" + index, "aria-selected": "false" });
      line.append(make("span", { class: "kind" }, words[entry.code] + (entry.old ? ", deprecated" : "")), marked(entry, query.toLowerCase()));
      if (entry.summary) line.append(make("small", {}, entry.summary));
      line.addEventListener("click", function () { open(entry); });
      line.addEventListener("mousemove", function () { if (selected !== index) select(index); });
      return line;
    }));
    list.hidden = !shown.length;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    status.classList.toggle("sr", shown.length > 0);
    if (state) status.textContent = state;
    else if (!query) status.textContent = "Type a name, the beginnings of its words, or Type.field";
    else status.textContent = shown.length ? hits.length + " found" : "Nothing found for “" + query + "”";
    select(0);
  };
  var open = function (entry) { dialog.close(); location.href = entry.address; };
  input.addEventListener("input", show);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown.length) select((selected + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length);
    } else if (event.key === "Enter" && shown[selected]) { event.preventDefault(); open(shown[selected]); }
  });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });

  var bases = (document.querySelector("[data-find]").dataset.find || "").split(" ");
  var waiting = bases.length;
  state = "Loading…";
  // One file after the other, so that each index meets the folder it belongs to.
  var next = function (position) {
    if (position === bases.length) { state = waiting ? "The search index can't be read" : ""; show(); return; }
    window.driftIndex = function (text) { waiting--; read(text, bases[position]); };
    window.drift.load(bases[position] + "search-index.js", function () { next(position + 1); });
  };
  next(0);
  window.driftSearch = function () {
    if (!dialog.open) dialog.showModal();
    input.select();
    show();
  };
})();
