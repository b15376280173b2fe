/// A search filter (RFC 4511 §4.5.1.7) as a tree. `Value` is what stands in its assertions: octets in a filter that can
/// be sent (`LDAPFilter`), octets and placeholders in one that an operator writes (`LDAPFilterTemplate`).
public indirect enum LDAPFilterExpression<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Every one of these; true when there is none (RFC 4526).
    case and([LDAPFilterExpression])
    /// At least one of these; false when there is none (RFC 4526).
    case or([LDAPFilterExpression])
    /// Not this one.
    case not(LDAPFilterExpression)
    /// The attribute has this value.
    case equal(LDAPAttribute, Value)
    /// The attribute has a value that begins with `initial`, then contains each of `any` in this order, and ends with
    /// `final`. One of them at least is present.
    case substrings(LDAPAttribute, initial: Value?, any: [Value], final: Value?)
    /// The attribute has a value that is not less.
    case greaterOrEqual(LDAPAttribute, Value)
    /// The attribute has a value that is not greater.
    case lessOrEqual(LDAPAttribute, Value)
    /// The attribute has a value that is about the same.
    case approximate(LDAPAttribute, Value)
    /// The attribute has any value.
    case present(LDAPAttribute)
    /// A matching rule of one's choice: by attribute, by `rule`, or by both; with `dn`, the parts of the DN count, too.
    case extensible(LDAPAttribute?, dn: Bool, rule: String?, Value)

    /// The same tree with other values.
    public func map<Other: Hashable & Sendable>(
        _ transform: (Value) -> Other
    ) -> LDAPFilterExpression<Other> {
        switch self {
        case .and(let operands): .and(operands.map { $0.map(transform) })
        case .or(let operands): .or(operands.map { $0.map(transform) })
        case .not(let operand): .not(operand.map(transform))
        case .equal(let attribute, let value): .equal(attribute, transform(value))
        case .substrings(let attribute, let initial, let any, let final):
            .substrings(
                attribute, initial: initial.map(transform), any: any.map(transform), final: final.map(transform))
        case .greaterOrEqual(let attribute, let value): .greaterOrEqual(attribute, transform(value))
        case .lessOrEqual(let attribute, let value): .lessOrEqual(attribute, transform(value))
        case .approximate(let attribute, let value): .approximate(attribute, transform(value))
        case .present(let attribute): .present(attribute)
        case .extensible(let attribute, let dn, let rule, let value):
            .extensible(attribute, dn: dn, rule: rule, transform(value))
        }
    }

    /// All values, in the order in which they are written.
    public var values: [Value] {
        switch self {
        case .and(let operands), .or(let operands): operands.flatMap(\.values)
        case .not(let operand): operand.values
        case .equal(_, let value), .greaterOrEqual(_, let value), .lessOrEqual(_, let value),
            .approximate(_, let value), .extensible(_, _, _, let value):
            [value]
        case .substrings(_, let initial, let any, let final):
            [initial].compactMap(\.self) + any + [final].compactMap(\.self)
        case .present: []
        }
    }
}
