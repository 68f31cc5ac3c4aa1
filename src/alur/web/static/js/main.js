// What every page has. Each part works alone; without script all of it is links and forms.
import "alur/elements/modal.js";
import "alur/elements/toast.js";
import "alur/elements/typing.js";
import "alur/elements/menus.js";
import "alur/elements/shortcuts.js";
import "alur/elements/copying.js";
import "alur/elements/finding.js";
import "alur/elements/offline.js";
import "alur/elements/staying.js";
import "alur/elements/autosave.js";
import "alur/elements/chips.js";
import "alur/elements/naming.js";

if (document.querySelector("alur-board")) import("alur/elements/board.js");
if (document.querySelector("input[data-shared]") || sessionStorage.getItem("alur:shared"))
  import("alur/elements/sharing.js");
if (document.querySelector("alur-files")) import("alur/elements/files.js");
if (document.querySelector("alur-order")) import("alur/elements/ordering.js");
if (document.querySelector("alur-designer")) import("alur/elements/designer.js");
if (document.querySelector("form[data-tried]")) import("alur/elements/trying.js");
if (document.querySelector("alur-dash")) import("alur/elements/dash.js");
if (document.querySelector("#list")) import("alur/elements/list.js");
if (document.querySelector("[data-pick-every]")) import("alur/elements/picks.js");
if (document.querySelector("[data-rows], [data-slot]")) import("alur/elements/rows.js");
if (document.querySelector("form[data-passkey]")) import("alur/elements/passkey.js");
if (document.querySelector("alur-calendar")) import("alur/elements/calendar.js");
if (document.querySelector("#forgotten, .rescue")) import("alur/elements/rescue.js");
