import Mustache

/// What is wrong with a template, in words that whoever writes templates understands.
public enum TemplateTrouble {
    /// Where it is and what, as a clause without an end: `line 3, column 7: the section's end has another name than its beginning`.
    public static func words(of error: any Error) -> String {
        guard let error = error as? MustacheTemplate.ParserError else { return meaning(of: error) }
        let place = "line \(error.context.lineNumber), column \(error.context.columnNumber)"
        return "\(place): \(meaning(of: error.error))"
    }

    private static func meaning(of error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "the end of a section has another name than its beginning"
        case .unfinishedName: "a field is not closed, or has no name; expected {{name}}"
        case .expectedSectionEnd: "a section has no end; expected {{/name}}"
        case .invalidSetDelimiter: "other delimiters are set in a way that is not known"
        case .transformAppliedToInheritanceSection, .illegalTokenInsideInheritSection, .textInsideInheritSection:
            "there is something in an inherited section that can't stand there"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "a setting ({{% …}}) is not known"
        case nil: "it ends in the middle of a field"
        }
    }
}
