// SPDX-License-Identifier: Apache-2.0

/// Canonical values: one spelling for what goals, annotations, ontology and databases spell in several ways.
public enum MultiWOZValue {
    /// The canonical value of a raw one, or nil where it names none: `none`, `?`, empty, or indifference such as `do n't care`.
    public static func canonical(_ raw: String, of slot: MultiWOZ.Slot) -> String? {
        let text = raw.lowercased().replacing("’", with: "'").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty, !noValue.contains(text) else { return nil }
        switch slot.key {
        case "leaveAt", "arriveBy", "time": return time(text) ?? text
        case "stars", "people", "stay": return numbers[text] ?? digits(text) ?? text
        case "area", "pricerange", "type", "food", "parking", "internet": return respelled[text] ?? text
        case "departure" where slot.domain == .train, "destination" where slot.domain == .train: return respelled[text] ?? text
        case "departure", "destination", "name": return place(text)
        default: return text
        }
    }

    /// Whether a raw value says that the user does not mind.
    public static func isIndifference(_ raw: String) -> Bool {
        indifference.contains(raw.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// `9:15`, `after 9:15`, `5:45 pm` as `09:15`, `09:15`, `17:45`; nil where there is no clock time. Hours run to 24, as in the corpus.
    public static func time(_ text: String) -> String? {
        guard let match = text.firstMatch(of: #/(\d{1,2})[:.](\d{2})\s*([ap])?\.?m?/#), var hour = Int(match.1), let minute = Int(match.2),
            hour <= 24, minute < 60
        else { return nil }
        if match.3 == "p", hour < 12 { hour += 12 }
        if match.3 == "a", hour == 12 { hour = 0 }
        return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }

    /// A place's name without `the` and `restaurant` around it, and with `guesthouse` in one word: goals, databases and people differ in these.
    static func place(_ name: String) -> String {
        var name = name.replacing("guest house", with: "guesthouse")
        if name.hasPrefix("the "), name != "the place" { name.removeFirst(4) }
        if name.hasSuffix(" restaurant") { name.removeLast(11) }
        return name
    }

    /// The canonical spelling of a value that the corpus spells in several ways.
    static func respelling(of text: String) -> String { respelled[text] ?? text }

    private static func digits(_ text: String) -> String? {
        let found = text.filter(\.isNumber)
        return Int(found).map(String.init)
    }

    private static let indifference: Set<String> = ["dontcare", "dont care", "don't care", "do n't care", "do not care", "any"]
    private static let noValue: Set<String> = indifference.union(["none", "not mentioned", "?", "not given"])

    static let numbers = [
        "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
        "ten": "10",
    ]

    private static let respelled = [
        "center": "centre", "city centre": "centre", "moderately priced": "moderate", "swimmingpool": "swimming pool",
        "concerthall": "concert hall", "mutliple sports": "multiple sports", "night club": "nightclub", "guest house": "guesthouse",
        "guest houses": "guesthouse", "gastro pub": "gastropub", "portugese": "portuguese", "free": "yes", "bishop stortford": "bishops stortford",
        "british food": "british", "panasian": "pan asian",
    ]
}
