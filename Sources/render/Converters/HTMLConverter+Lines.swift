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

        def mark_lines(box, ground):
            found = getattr(box, "background", None)
            if found and found.color.alpha > 0.1:
                width, height = found.layers[-1].painting_area[2:]
                is_line = min(width, height) <= 4 and max(width, height) >= 16
                # What lies on its own colour keeps other things apart.
                if is_line and is_seen(found.color) and found.color != ground:
                    rules[id(found)] = found
                ground = found.color
            for child in box.all_children():
                mark_lines(child, ground)

        draw_background = weasyprint.draw.draw_background

        def draw_rule(stream, background, *others, **settings):
            if id(background) in rules:
                draw_background(stream, background._replace(color=black(background.color)), *others, **settings)
        """
}
