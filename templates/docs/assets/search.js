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
  // Names are compared once a query however many entries bear them
  var names = Object.create(null), nameCount = 0, compared = 0;
  var named = function (name) { return names[name] || (names[name] = { id: nameCount++, name: name, lower: name.toLowerCase(), humps: null }); };
  var partsOf = function (code, coordinate) {
    return (code === "g" ? [coordinate] : coordinate.replace(":)", "").replace("@", "").split(/[.(]/)).map(named);
  };
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
      var parts = partsOf(code, coordinate), name = parts[parts.length - 1];
      if (part[2]) page = part[2] === "/" ? (folders[code] || "types") + "/" + name.name + ".html" : part[2];
      entries.push({
        code: code, place: order.indexOf(code), old: part[0].length > 1, coordinate: coordinate, parts: parts, name: name,
        whole: coordinate.toLowerCase(), address: base + page + (part[2] ? "" : "#" + coordinate), summary: part[3] || "",
      });
      starts.push(summaries.length);
      summaries += (part[3] || "").toLowerCase() + "\n";
    });
  };

  // Does a run of characters follow the beginnings of words: cat finds createdAt, alsev finds alertSeverity
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
  // A capital inside a query begins a word: cAt finds createdAt, and not category
  var beginsWords = function (pieces, humps) {
    var next = 0;
    return pieces.every(function (piece) {
      while (next < humps.length && humps[next].indexOf(piece) !== 0) next++;
      return next++ < humps.length;
    });
  };
  var asked = function (text) {
    return { text: text, lower: text.toLowerCase(), pieces: /[a-z0-9][A-Z]/.test(text) ? humpsOf(text) : null, ranks: new Uint8Array(nameCount) };
  };
  // 0 exact, 1 prefix, 2 beginnings of words, 3 substring, 9 not at all
  var compare = function (word, name) {
    compared++;
    var place = name.lower.indexOf(word.lower);
    var fits = !word.pieces || place >= 0 && name.name.slice(place, place + word.text.length) === word.text;
    if (place === 0 && fits) return name.lower.length === word.lower.length ? 0 : 1;
    if (word.lower.length > 1 && word.lower[0] === name.lower[0]) {
      name.humps = name.humps || humpsOf(name.name);
      if (word.pieces ? beginsWords(word.pieces, name.humps) : follows(word.lower, name.humps)) return 2;
    }
    return place >= 0 ? 3 : 9;
  };
  var rankName = function (word, name) {
    return (word.ranks[name.id] || (word.ranks[name.id] = compare(word, name) + 1)) - 1;
  };
  // Type.fie and Type.field(arg: each piece against its part of the coordinate
  var rankPath = function (word, entry) {
    if (entry.whole === word.lower) return 0;
    var parts = entry.parts;
    var skipped = word.startsInside ? 1 : 0;
    if (parts.length - skipped !== word.path.length || word.isArgument !== (entry.code === "a")) return 9;
    var worst = 0;
    for (var index = 0; index < word.path.length && worst < 9; index++) {
      worst = Math.max(worst, word.path[index].text ? rankName(word.path[index], parts[index + skipped]) : 1);
    }
    return worst;
  };
  var rank = function (word, entry) {
    if (word.isDirective) return entry.whole[0] === "@" ? rankName(word.path[0], entry.name) : 9;
    return word.path ? rankPath(word, entry) : rankName(word, entry.name);
  };
  // Several words: each one somewhere in the coordinate
  var rankPart = function (word, entry) {
    var best = 9;
    for (var index = 0; index < entry.parts.length; index++) best = Math.min(best, rankName(word, entry.parts[index]));
    return best;
  };
  var wordsOf = function (text) {
    return text.split(/\s+/).map(function (one) {
      var word = asked(one);
      word.isDirective = one[0] === "@" && one.length > 1;
      word.isArgument = one.indexOf("(") >= 0;
      word.startsInside = one[0] === ".";
      if (word.isDirective || /[.(]/.test(one)) word.path = one.replace(/^[.@]/, "").replace(/:?\)$/, "").split(/[.(]/).map(asked);
      return word;
    });
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
    var terms = wordsOf(text.trim());
    var hits = [], seen = {};
    entries.forEach(function (entry, index) {
      if (kinds && kinds.indexOf(entry.code) < 0) return;
      var worst = 0;
      for (var term = 0; term < terms.length && worst < 9; term++) {
        worst = Math.max(worst, terms.length > 1 && !terms[term].path ? rankPart(terms[term], entry) : rank(terms[term], entry));
      }
      if (worst === 9) return;
      seen[index] = true;
      hits.push([worst, entry]);
    });
    if (hits.length < 50 && query.length > 2) {
      described(query).forEach(function (index) {
        if (!seen[index] && (!kinds || kinds.indexOf(entries[index].code) >= 0)) hits.push([8, entries[index]]);
      });
    }
    hits.sort(function (a, b) {
      return a[0] - b[0] || a[1].old - b[1].old || a[1].place - b[1].place ||
        a[1].coordinate.length - b[1].coordinate.length || (a[1].coordinate < b[1].coordinate ? -1 : 1);
    });
    return hits;
  };
  window.driftFind = function (text, kinds) { return search(text, kinds || "").map(function (hit) { return hit[1].coordinate; }); };
  window.driftFind.work = function () { return { entries: entries.length, names: nameCount, compared: compared }; };

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
