extension String {
    /// The text without the signs that colour the skin of those before them (Unicode UTS #51 §2.4): paper has no colours, and a font in black and
    /// white shows squares for them.
    var withoutSkinTones: String {
        guard unicodeScalars.contains(where: Self.isSkinTone) else { return self }
        return String(UnicodeScalarView(unicodeScalars.filter { !Self.isSkinTone($0) }))
    }

    private static func isSkinTone(_ scalar: Unicode.Scalar) -> Bool { (0x1F3FB...0x1F3FF).contains(scalar.value) }
}
