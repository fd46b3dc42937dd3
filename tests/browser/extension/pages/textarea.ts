const field = document.createElement("textarea");
field.setAttribute("aria-label", "Reply");
document.querySelector("#host")!.append(field);
window.model = () => field.value;
