// SPDX-License-Identifier: Apache-2.0

/// A plot: one or several series of points over one pair of axes.
public struct ReportFigure: Hashable, Sendable, Codable {
    /// How points are drawn.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Points joined by lines, with a band between the ends of their intervals.
        case line
        /// Steps to the right of each point, with a band: survival functions.
        case step
        /// Bars from 0, side by side for several series, with whiskers: distributions and counts.
        case bars
    }

    /// A short word, unique in the report, such as `drift-by-turn`.
    public var id: String
    /// For people.
    public var title: String
    /// How points are drawn.
    public var kind: Kind
    /// The axis from left to right.
    public var x: FigureAxis
    /// The axis from bottom to top.
    public var y: FigureAxis
    /// What is drawn, in the order of the legend.
    public var series: [FigureSeries]
    /// What must be said beside it; empty for nothing.
    public var note: String

    /// A figure.
    public init(id: String, title: String, kind: Kind, x: FigureAxis, y: FigureAxis, series: [FigureSeries], note: String = "") {
        self.id = id
        self.title = title
        self.kind = kind
        self.x = x
        self.y = y
        self.series = series
        self.note = note
    }
}

/// One axis of a plot.
public struct FigureAxis: Hashable, Sendable, Codable {
    /// What is measured along it, with its unit.
    public var label: String
    /// Lower end; nil to follow the data.
    public var low: Double?
    /// Upper end; nil to follow the data.
    public var high: Double?
    /// Whether values are shares, shown in percent.
    public var isShare: Bool

    /// An axis that follows the data unless ends are given.
    public init(_ label: String, low: Double? = nil, high: Double? = nil, isShare: Bool = false) {
        self.label = label
        self.low = low
        self.high = high
        self.isShare = isShare
    }
}

/// What belongs together in a plot, under one name of the legend.
public struct FigureSeries: Hashable, Sendable, Codable {
    /// Name in the legend.
    public var name: String
    /// From left to right.
    public var points: [FigurePoint]

    /// A series.
    public init(name: String, points: [FigurePoint]) {
        self.name = name
        self.points = points
    }
}

/// One point of a plot.
public struct FigurePoint: Hashable, Sendable, Codable {
    /// Place from left to right.
    public var x: Double
    /// What stands at the place instead of the number, for categories.
    public var label: String?
    /// Height, and the ends of its interval where it has one.
    public var y: Estimate
    /// The episodes behind it.
    public var episodes: [EpisodeReference]

    /// A point.
    public init(x: Double, label: String? = nil, y: Estimate, episodes: [EpisodeReference] = []) {
        self.x = x
        self.label = label
        self.y = y
        self.episodes = episodes
    }
}

/// A dialogue to be read in the report.
public struct EpisodeExcerpt: Hashable, Sendable, Codable {
    /// One line of it.
    public struct Line: Hashable, Sendable, Codable {
        /// Who speaks: `user` or `agent`.
        public var seat: String
        /// What is said.
        public var text: String
        /// What was decided about it, in words: failed verdicts, moves of the goal, scores.
        public var remarks: [String]
        /// Whether a judge found fault with it.
        public var isFaulty: Bool

        /// A line.
        public init(seat: String, text: String, remarks: [String] = [], isFaulty: Bool = false) {
            self.seat = seat
            self.text = text
            self.remarks = remarks
            self.isFaulty = isFaulty
        }
    }

    /// Which one it is.
    public var reference: EpisodeReference
    /// Who the user is and what for, in a few words.
    public var summary: String
    /// Why it is worth reading: what points at it.
    public var reasons: [String]
    /// How it ended, with reward and statuses.
    public var outcome: String
    /// The dialogue.
    public var lines: [Line]

    /// An excerpt.
    public init(reference: EpisodeReference, summary: String, reasons: [String], outcome: String, lines: [Line]) {
        self.reference = reference
        self.summary = summary
        self.reasons = reasons
        self.outcome = outcome
        self.lines = lines
    }
}
