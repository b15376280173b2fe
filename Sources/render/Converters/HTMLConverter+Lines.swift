extension HTMLConverter {
    /// The part of the program that makes the lines of mails black, whatever their colour: pale ones would be a dot here and there. They are
    /// borders, and boxes that are so low or so narrow that their colour can be nothing else.
    static let lines = """
        def is_seen(colour):
            # What is white is there to be unseen.
            return colour != "currentColor" and colour.alpha > 0.1 and min(colour[:3]) < 0.97

        def black(colour):
            return colour._replace(red=0, green=0, blue=0, alpha=1)

        def line(colour):
            return black(colour) if is_seen(colour) else colour

        def blacken(document):
            for page in document.pages:
                for box in page._page_box.descendants():
                    for side in "top", "right", "bottom", "left":
                        key = "border_%s_color" % side
                        if getattr(box, "border_%s_width" % side, 0):
                            box.style[key] = line(box.style[key])
                    # Frames of a table that are drawn as one.
                    for rows in getattr(box, "collapsed_border_grid", ()):
                        for row in rows:
                            row[:] = [(rank, (kind, width, line(colour))) for rank, (kind, width, colour) in row]
                canvas = page._page_box.canvas_background
                mark_lines(page._page_box, canvas and canvas.color)

        # Backgrounds that are lines, by their ids. No others are drawn.
        rules = {}

        def backgrounds(box, ground):
            # Those of a box and of what is in it, each with the colour that it lies on.
            found = getattr(box, "background", None)
            if found and found.color.alpha > 0.1:
                yield box, found, ground
                ground = found.color
            for child in box.all_children():
                yield from backgrounds(child, ground)

        def has_words(box):
            # What is marked in a text is no line either, be it a space.
            return isinstance(box, InlineBox) or any(
                isinstance(child, TextBox) and child.text.strip() for child in box.descendants())

        def touch(one, other):
            return all(
                one[side] <= other[side] + other[side + 2] + 1 and other[side] <= one[side] + one[side + 2] + 1
                for side in (0, 1))

        def mark_lines(page_box, canvas):
            lines, grounds = [], {}
            for box, found, ground in backgrounds(page_box, canvas):
                area = found.layers[-1].painting_area
                if min(area[2:]) > 4:
                    # So many say enough of a page.
                    same = grounds.setdefault(found.color, [])
                    if len(same) < 1000:
                        same.append(area)
                elif max(area[2:]) >= 16 and is_seen(found.color) and found.color != ground and not has_words(box):
                    lines.append((area, found))
            for area, found in lines:
                # What lies on its own colour, or beside it, keeps other things apart.
                if not any(touch(area, other) for other in grounds.get(found.color, ())):
                    rules[id(found)] = found

        draw_background = weasyprint.draw.draw_background

        def draw_rule(stream, background, *others, **settings):
            if id(background) in rules:
                draw_background(stream, background._replace(color=black(background.color)), *others, **settings)
        """
}
