// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The statistics of `UserHabits`, as functions of its sums.
enum HabitStatistics {
    static func ending(_ reason: EndingReason) -> SumStatistic {
        .ratio("habits/ending_\(reason.rawValue)", title(reason), "ending/\(reason.rawValue)", over: "dialogues")
    }

    private static func title(_ reason: EndingReason) -> String {
        switch reason {
        case .userStop: "ended by the user"
        case .agentStop: "ended by the agent"
        case .turnLimit: "cut off at the limit"
        case .contextLimit: "cut off by a full context"
        case .invalidUser: "given up, invalid lines"
        case .failure: "failed"
        }
    }

    static let leaving: [SumStatistic] = [
        .ratio(
            "habits/wordless_end", "  with nothing but the mark of the end", "ending/wordless", over: "ending/userStop",
            note: "of those ended by the user"),
        .ratio("habits/goodbye", "dialogues with a goodbye", "leave", over: "dialogues"),
        .ratio("habits/behind_goodbye", "dialogues that go on behind it", "leave/behind", over: "dialogues", target: .zero),
        .ratio("habits/lines_behind_goodbye", "  lines behind it, where there are any", "leave/lines", over: "leave/behind", digits: 2),
    ]

    static let repetition: [SumStatistic] = [
        .ratio(
            "habits/verbatim_again", "lines said again word for word", "again/verbatim", over: "again/lines", target: .zero,
            note: "of lines of \(LineHabits.longLine) words or more behind the first"),
        .ratio(
            "habits/mostly_again", "lines mostly said before", "again/mostly", over: "again/lines", target: .zero,
            note: "more than half of the four-word sequences"),
        .ratio("habits/dialogues_again", "dialogues with such a line", "again/dialogues", over: "dialogues", target: .zero),
        .ratio(
            "habits/echo", "lines mostly the agent's words", "echo", over: "echo/lines", target: .zero,
            note: "more than half of the four-word sequences stand in the line it answers"),
        .ratio(
            "habits/instructions", "dialogues that speak of the user's instructions", "instructions", over: "dialogues", target: .zero,
            note: "such as `not mentioned in my instruction`"),
        .ratio("habits/other_role", "lines from another seat", "role/other", over: "role/lines", target: .zero),
        .ratio("habits/assistant_likeness", "likeness to an assistant", "likeness", over: "likeness/dialogues", target: .zero),
    ]

    static let wording: [SumStatistic] = [
        .ratio("habits/lines", "lines per dialogue", "lines", over: "dialogues", digits: 2),
        .ratio("habits/words", "words per line", "words", over: "lines", digits: 2),
        .ratio(
            "habits/short", "short lines, under \(LineHabits.shortLine) words", "short", over: "lines",
            note: "people .290, GPT-4o .010 (arXiv:2603.11245)"),
        .ratio("habits/polite", "polite lines", "polite", over: "lines", note: "people .153, GPT-4o .490 (arXiv:2603.11245)"),
        .ratio("habits/questions", "lines with a question", "asks", over: "lines", note: "people .098, simulated .188 (arXiv:2601.17087)"),
    ]
}
