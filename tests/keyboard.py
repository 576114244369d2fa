"""A person with a keyboard and no mouse: every stop of Tab must be seen, and be on the screen."""

from playwright.sync_api import Locator, Page

STOPS = 160
"""Stops of Tab after which what was looked for counts as out of reach."""
_SEEN = """() => {
    const visible = (colour) => !/^rgba\\(.*, 0\\)$/.test(colour);
    const ink = (element, part) => {
        const style = getComputedStyle(element, part);
        const ring = style.outlineStyle !== "none" && visible(style.outlineColor)
            ? `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}` : "";
        return [ring, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth,
                style.textDecorationLine, style.textDecorationThickness, style.stroke, style.strokeWidth].join("|");
    };
    const looks = (element) => [element, ...element.children, ...(element.labels || [])]
        .flatMap((each) => [null, "::before", "::after"].map((part) => ink(each, part))).join();
    let [view, left, top, scale] = [window, 0, 0, 1];
    let focused = document.activeElement;
    while (focused?.tagName === "IFRAME" && focused.contentDocument?.activeElement !== focused.contentDocument?.body) {
        const frame = focused.getBoundingClientRect();
        [left, top] = [left + frame.left * scale, top + frame.top * scale];
        scale *= frame.width / focused.offsetWidth;
        view = focused.contentWindow;
        focused = focused.contentDocument.activeElement;
    }
    if (!focused || focused === document.body) return "nothing has the focus";
    const name = focused.outerHTML.slice(0, 160);
    const box = focused.getClientRects()[0];
    if (!box || !box.width || !box.height) return `has no box: ${name}`;
    const [x, y] = [left + box.left * scale, top + box.top * scale];
    const [width, height] = [box.width * scale, box.height * scale];
    if (x < -1 || x + width > innerWidth + 1) return `is beside the window (${x}, ${width} wide): ${name}`;
    const whole = height <= innerHeight && focused.tagName !== "TEXTAREA"; // of what is long to read, its beginning
    if (whole ? y < -1 || y + height > innerHeight + 1 : y > innerHeight - 40 || y + height < 40)
        return `is above or below the window (${y}, ${height} high): ${name}`;
    const over = view.document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
    const own = [focused, ...(focused.labels || [])];
    if (y >= 0 && !own.some((each) => each.contains(over) || over?.contains(each)))
        return `is covered by ${over?.outerHTML.slice(0, 80)}: ${name}`;
    const lit = looks(focused);
    if (focused.tagName === "IFRAME") return "";
    if (["date", "time"].includes(focused.type)) return ""; // its parts are the browser's own, with its own ring
    focused.blur();
    const dark = looks(focused);
    focused.focus({ preventScroll: true, focusVisible: true });
    return lit === dark ? `looks no different with the focus: ${name}` : "";
}"""


def focus_is_visible(page: Page) -> str:
    """What is wrong with where the focus is (WCAG 2.4.7, 2.4.11); empty is good."""
    return str(page.evaluate(_SEEN))


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab until ``target`` has the focus; every stop on the way must be seen."""
    for _ in range(STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        fault = focus_is_visible(page)
        assert not fault, fault
        if target.evaluate("each => each === each.ownerDocument.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")
