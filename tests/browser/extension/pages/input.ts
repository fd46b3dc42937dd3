const field = document.createElement("input");
field.setAttribute("aria-label", "Reply");
document.querySelector("#host")!.append(field);
window.model = () => field.value;
