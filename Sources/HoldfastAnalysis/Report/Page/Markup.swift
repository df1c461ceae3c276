// SPDX-License-Identifier: Apache-2.0

/// A piece of HTML or SVG that is well formed: text comes in escaped or not at all.
struct Markup: Sendable {
    /// What is written into the page.
    private(set) var source = ""

    /// Nothing.
    init() {}

    private init(source: String) {
        self.source = source
    }

    /// Text of anyone, which can never become markup.
    static func text(_ text: String) -> Markup { Markup(source: escaped(VisibleText.of(text))) }

    /// Markup, style or script that stands in this program.
    static func literal(_ source: StaticString) -> Markup { Markup(source: source.description) }

    /// An element with its attributes, in their order, and what it holds. An attribute that is nil is left out, one that is empty has no value.
    static func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: Markup...) -> Markup {
        element(name, attributes, content)
    }

    /// The same with a list of what it holds.
    static func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:], _ content: [Markup]) -> Markup {
        var source = "<\(name)"
        for (key, value) in attributes {
            guard let value else { continue }
            source += value.isEmpty ? " \(key)" : " \(key)=\"\(escaped(VisibleText.of(value)))\""
        }
        source += ">"
        for part in content { source += part.source }
        return Markup(source: voidElements.contains(name.description) ? source : source + "</\(name)>")
    }

    /// One after the other.
    static func + (first: Markup, second: Markup) -> Markup { Markup(source: first.source + second.source) }
    static func += (first: inout Markup, second: Markup) { first.source += second.source }

    /// Whether there is nothing.
    var isEmpty: Bool { source.isEmpty }

    private static let voidElements: Set<String> = ["meta", "br", "hr", "link", "img"]

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Sequence<Markup> {
    /// All of them, one after the other.
    var joined: Markup { reduce(into: Markup()) { $0 += $1 } }
}
