// SPDX-License-Identifier: Apache-2.0

/// Something that a user can foretell of itself before a dialogue, and that the dialogue then shows without a judge.
///
/// Source: the forecasts of arXiv:2507.02197, which compares what simulated people say they will do with what they then do. We ask for what
/// task dialogues show.
public enum Forecast: Hashable, Sendable {
    /// Whether it takes another value where the one it wants is not to be had.
    case acceptsOther
    /// Whether it tells a fact of its own when it is asked for it.
    case tells(Attribute)
    /// About how many different things it asks.
    case questions
    /// In how many lines it ends the dialogue.
    case lines

    /// How a forecast is answered.
    public enum Scale: Sendable, Hashable {
        /// Yes is 1, no is 0.
        case yesOrNo
        /// A whole number.
        case count
    }

    /// How the answer is read.
    public var scale: Scale {
        switch self {
        case .acceptsOther, .tells: .yesOrNo
        case .questions, .lines: .count
        }
    }

    /// The question as a whole line of an agent.
    public var question: String {
        switch self {
        case .acceptsOther: "If what you want is not available, will you take something else? Please say yes or no."
        case .tells(let attribute): "If I ask for your \(attribute.words), will you tell me? Please say yes or no."
        case .questions: "How many different things are you going to ask me? Please say a number."
        case .lines: "How many times will you speak before you end this conversation? Please say a number."
        }
    }

    /// What a probe of it is recorded under.
    public var attribute: Attribute {
        switch self {
        case .acceptsOther: "forecast.accepts_other"
        case .tells(let attribute): Attribute(Self.tellsPrefix + attribute.rawValue)
        case .questions: "forecast.questions"
        case .lines: "forecast.lines"
        }
    }

    /// The forecast that a probe is recorded under; nil for any other attribute.
    public init?(attribute: Attribute) {
        if attribute.rawValue.hasPrefix(Self.tellsPrefix) {
            self = .tells(Attribute(String(attribute.rawValue.dropFirst(Self.tellsPrefix.count))))
        } else if let known = [Forecast.acceptsOther, .questions, .lines].first(where: { $0.attribute == attribute }) {
            self = known
        } else {
            return nil
        }
    }

    private static let tellsPrefix = "forecast.tells."
}

extension Attribute {
    /// The name as words of a sentence: `home_city` is home city.
    var words: String { String(rawValue.map { $0 == "_" ? " " : $0 }) }
}
