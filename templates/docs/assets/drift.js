// The frame's behaviour: sidebar, version picker, theme, copying. The page reads well without any of it.
(function () {
  "use strict";
  var root = document.documentElement;
  var at = root.dataset;
  var one = function (selector, from) { return (from || document).querySelector(selector); };
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };
  var make = function (tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) element.textContent = text;
    return element;
  };
  var remember = function (key, value) { try { localStorage.setItem(key, value); } catch (_) { /* storage is off */ } };
  var recall = function (key) { try { return localStorage.getItem(key); } catch (_) { return null; } };
  // Script files stand in for fetch, which a page opened from a folder may not use.
  var load = function (address, done) {
    var script = make("script", { src: address });
    script.onload = function () { done(true); };
    script.onerror = function () { done(false); };
    document.head.append(script);
  };
  window.drift = { make: make, load: load };

  // Sidebar
  var nav = null;
  var fileOf = function (files, folder, name) { return (files[folder + "/" + name] || name) + ".html"; };
  var item = function (folder, name) {
    var page = folder + "/" + fileOf(nav.files, folder, name);
    var line = make("li");
    var link = make("a", { href: at.version + page });
    // Long names break between their words.
    name.split(/(?=[A-Z][a-z])/).forEach(function (word, index) { link.append(index ? make("wbr") : "", word); });
    if (page === at.page) link.setAttribute("aria-current", "page");
    line.append(link);
    return line;
  };
  var fill = function (holder, folder, names) {
    var list = make("ul");
    names.forEach(function (name) { list.append(item(folder, name)); });
    holder.append(list);
  };
  window.driftNav = function (content) {
    if (window.driftNavOther) return window.driftNavOther(content);
    nav = content;
    var label = one("[data-version-label]");
    if (label) label.textContent = nav.version;
    var sidebar = one("#sidebar");
    if (!sidebar) return;
    nav.groups.forEach(function (group) {
      var holder = one('[data-group="' + group[0] + '"]', sidebar);
      if (!holder) return;
      var names = group[2].split(" ");
      var heading = one("a", holder);
      var isList = heading.getAttribute("aria-current") === "page";
      var pages = names.map(function (name) { return group[1] + "/" + fileOf(nav.files, group[1], name); });
      var details = make("details");
      var summary = make("summary", {}, heading.textContent);
      summary.append(make("span", {}, names.length.toLocaleString("en")));
      details.append(summary);
      var built = false;
      var build = function () {
        if (!built) fill(details, group[1], names);
        built = true;
      };
      details.addEventListener("toggle", build);
      if (pages.indexOf(at.page) >= 0 || isList) { build(); details.open = true; }
      holder.replaceChildren(details);
      holder.dataset.folder = group[1];
    });
    addFilter(sidebar);
    var current = one('li li [aria-current="page"]', sidebar);
    if (current) sidebar.scrollTop = Math.max(0, current.offsetTop - sidebar.clientHeight / 2);
  };
  var addFilter = function (sidebar) {
    var menu = one("ul", sidebar);
    var input = make("input", { type: "search", class: "filter", placeholder: "Filter names", "aria-label": "Filter names", autocomplete: "off", spellcheck: "false" });
    var found = make("div", { role: "status" });
    sidebar.prepend(input, found);
    input.addEventListener("input", function () {
      var word = input.value.trim().toLowerCase();
      menu.hidden = Boolean(word);
      found.replaceChildren();
      if (!word) return;
      var list = make("ul");
      nav.groups.forEach(function (group) {
        group[2].split(" ").forEach(function (name) {
          if (list.childElementCount < 200 && name.toLowerCase().indexOf(word) >= 0) list.append(item(group[1], name));
        });
      });
      var outer = make("li");
      outer.append(list);
      var holder = make("ul");
      holder.append(outer);
      found.append(list.childElementCount ? holder : make("p", { class: "none" }, "No name has “" + input.value.trim() + "” in it"));
    });
  };

  // Menu on narrow screens
  var menuButton = one("[data-menu]");
  if (menuButton) {
    var setMenu = function (open) {
      one("#sidebar").classList.toggle("open", open);
      menuButton.setAttribute("aria-expanded", String(open));
    };
    menuButton.addEventListener("click", function () { setMenu(menuButton.getAttribute("aria-expanded") !== "true"); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menuButton.getAttribute("aria-expanded") === "true") { setMenu(false); menuButton.focus(); }
    });
  }

  // Theme: system, light, dark
  var themeButton = one("[data-theme-toggle]");
  var themes = ["system", "light", "dark"];
  var nameTheme = function () {
    var text = "Colour theme: " + (at.theme || "system");
    themeButton.setAttribute("aria-label", text);
    themeButton.title = text;
  };
  themeButton.addEventListener("click", function () {
    var next = themes[(themes.indexOf(at.theme || "system") + 1) % 3];
    if (next === "system") delete at.theme; else at.theme = next;
    remember("drift-theme", next);
    nameTheme();
  });
  nameTheme();

  // Versions: the same page of another version where it exists, else that version's overview
  var picker = one("[data-picker]");
  if (picker) {
    var go = function (event, base) {
      event.preventDefault();
      window.driftNavOther = function (content) {
        var parts = at.page.split("/");
        var own = parts[1];
        var known = ["index.html", "deprecations.html", "types/index.html"].indexOf(at.page) >= 0;
        content.groups.forEach(function (group) {
          if (group[1] !== parts[0]) return;
          if (own === "index.html") known = true;
          group[2].split(" ").forEach(function (name) {
            if (fileOf(nav.files, group[1], name) === own) { known = true; own = fileOf(content.files, group[1], name); }
          });
        });
        location.href = base + (known ? (parts.length > 1 ? parts[0] + "/" + own : at.page) + location.hash : "index.html");
      };
      load(base + "nav.js", function (found) { if (!found) location.href = base + "index.html"; });
    };
    window.driftVersions = function (versions) {
      var pop = one(".pop", picker);
      var links = versions.map(function (version, index) {
        var base = at.source + (index ? "versions/" + version[1] + "/" : "");
        var link = make("a", { href: base + "index.html" }, version[0] + (index ? "" : " (newest)"));
        if (nav && version[0] === nav.version) link.setAttribute("aria-current", "true");
        link.addEventListener("click", function (event) { go(event, base); });
        return link;
      });
      var rest = one("a", pop);
      rest.className = "all";
      pop.replaceChildren.apply(pop, links.concat(rest));
    };
    var asked = false;
    picker.addEventListener("toggle", function () {
      if (!asked) load(at.source + "versions.js", function () {});
      asked = true;
    });
    document.addEventListener("click", function (event) { if (!picker.contains(event.target)) picker.open = false; });
    picker.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && picker.open) { picker.open = false; one("summary", picker).focus(); }
    });
    var newest = one("[data-newest]");
    if (newest) newest.addEventListener("click", function (event) { go(event, at.source); });
  }

  // Copying
  var copy = function (text, done) {
    if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done, function () {}); return; }
    var area = make("textarea", { class: "sr" });
    area.value = text;
    document.body.append(area);
    area.select();
    if (document.execCommand("copy")) done();
    area.remove();
  };
  all("[data-copy]").forEach(function (holder) {
    var button = make("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", function () {
      copy(one("code", holder).textContent, function () {
        button.textContent = "Copied";
        setTimeout(function () { button.textContent = "Copy"; }, 1500);
      });
    });
    holder.append(button);
  });
  document.addEventListener("click", function (event) {
    var anchor = event.target.closest && event.target.closest("a.anchor");
    if (!anchor) return;
    copy(anchor.href, function () {
      anchor.classList.add("done");
      setTimeout(function () { anchor.classList.remove("done"); }, 1500);
    });
  });

  // The language that the reader chose last
  all(".tabs input").forEach(function (input) {
    if (input.value === recall("drift-language")) input.checked = true;
    input.addEventListener("change", function () { remember("drift-language", input.value); });
  });

  // How long ago something was deprecated: the page itself holds the date only, so that it never goes stale
  all("[data-days]").forEach(function (holder) {
    var days = Math.floor((Date.now() - Date.parse(holder.dataset.days)) / 86400000);
    if (days > 0) holder.textContent = " (" + days.toLocaleString("en") + (days === 1 ? " day)" : " days)");
  });

  // A deep link opens what it points into
  var reveal = function () {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (var holder = target.parentElement; holder; holder = holder.parentElement) {
      if (holder.tagName === "DETAILS") holder.open = true;
    }
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Search: everything about it is loaded when it is first asked for
  var find = one("[data-find]");
  var openSearch = function () {
    if (window.driftSearch) { window.driftSearch(); return; }
    load(at.site + "assets/search.js", function (found) { if (found) window.driftSearch(); });
  };
  find.addEventListener("click", openSearch);
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    var isSlash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    var isK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    if (isSlash || isK) { event.preventDefault(); openSearch(); }
  });
})();
