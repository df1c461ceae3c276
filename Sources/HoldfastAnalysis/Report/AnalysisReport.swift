// SPDX-License-Identifier: Apache-2.0

/// Everything that an analysis or a comparison found: what the terminal table, `--json` and the HTML page are three views of.
public struct AnalysisReport: Hashable, Sendable {
    /// Name of the layout of the JSON form.
    public static let schemaName = "holdfast/analysis"
    /// Version of the layout of the JSON form that this build writes.
    public static let schemaVersion = 1

    /// `holdfast/analysis`.
    public var schema: String
    /// Version of the layout.
    public var version: Int
    /// What the report is about, for people.
    public var title: String
    /// What was read: one entry of an analysis, two of a comparison.
    public var sources: [ReportSource]
    /// How the intervals were made.
    public var bootstrap: BootstrapPlan
    /// The answers, one section per question, in the order in which they are read.
    public var sections: [ReportSection]
    /// Dialogues that tables and figures point at, to be read in the report itself.
    public var excerpts: [EpisodeExcerpt]
    /// What a reader must know to read the numbers rightly, such as the note on many comparisons.
    public var notes: [String]

    /// A report of this build's version.
    public init(
        title: String, sources: [ReportSource], bootstrap: BootstrapPlan, sections: [ReportSection], excerpts: [EpisodeExcerpt] = [],
        notes: [String] = []
    ) {
        schema = Self.schemaName
        version = Self.schemaVersion
        self.title = title
        self.sources = sources
        self.bootstrap = bootstrap
        self.sections = sections
        self.excerpts = excerpts
        self.notes = notes
    }

    /// The row of a name, in whichever table it stands; nil where there is none.
    public subscript(_ name: String) -> ReportRow? {
        for section in sections {
            for table in section.tables {
                if let row = table.rows.first(where: { $0.name == name }) { return row }
            }
        }
        return nil
    }
}

/// What one side of a report rests on.
public struct ReportSource: Hashable, Sendable, Codable {
    /// What it is called: `before`, `after`, or the run's name.
    public var name: String
    /// The paths that were given.
    public var paths: [String]
    /// Number of shards read.
    public var shards: Int
    /// What they hold.
    public var size: AnalysisSize

    /// A source.
    public init(name: String, paths: [String], shards: Int, size: AnalysisSize) {
        self.name = name
        self.paths = paths
        self.shards = shards
        self.size = size
    }
}

/// What an analysis rests on, in numbers.
public struct AnalysisSize: Hashable, Sendable, Codable {
    /// Distinct `Scenario.subject`s, the clusters of all intervals.
    public var personas = 0
    /// Distinct scenarios.
    public var scenarios = 0
    /// All episodes, failed ones included.
    public var episodes = 0
    /// Episodes that ended in a failure.
    public var failures = 0
    /// Distinct seeds of sampling.
    public var seeds = 0
    /// Lines of the user.
    public var lines = 0
    /// Verdicts of all criteria, abstentions included.
    public var verdicts = 0
    /// Verdicts that abstained.
    public var abstentions = 0
    /// Steps of the run that the episodes are of, lowest and highest; equal outside of training.
    public var firstStep = 0
    /// The highest step.
    public var lastStep = 0
    /// The phases, sorted, such as `train` and `eval-before`.
    public var phases: [String] = []

    /// Nothing yet.
    public init() {}
}

/// The answer to one question.
public struct ReportSection: Hashable, Sendable, Codable {
    /// A short word, unique in the report, such as `drift`.
    public var id: String
    /// For people.
    public var title: String
    /// One or two sentences: what is measured and how to read it.
    public var lead: String
    /// Numbers.
    public var tables: [ReportTable]
    /// Plots.
    public var figures: [ReportFigure]

    /// A section.
    public init(id: String, title: String, lead: String, tables: [ReportTable] = [], figures: [ReportFigure] = []) {
        self.id = id
        self.title = title
        self.lead = lead
        self.tables = tables
        self.figures = figures
    }
}

/// Rows of numbers under headings.
public struct ReportTable: Hashable, Sendable, Codable {
    /// For people; empty where the section's title says it.
    public var title: String
    /// Headings of the cells; one more than cells stands for the row's own title.
    public var headings: [String]
    /// The rows in their order.
    public var rows: [ReportRow]

    /// A table.
    public init(title: String = "", headings: [String], rows: [ReportRow]) {
        self.title = title
        self.headings = headings
        self.rows = rows
    }
}

/// One row of a table: a named quantity.
public struct ReportRow: Hashable, Sendable, Codable {
    /// Name for machines, unique in the report, such as `drift/prompt_to_line`; gates find a number by it.
    public var name: String
    /// Name for people.
    public var title: String
    /// What stands under the headings behind the title.
    public var cells: [ReportCell]
    /// Distinct personas that it rests on; nil where the question has no meaning.
    public var personas: Int?
    /// What must be said beside it; empty for nothing.
    public var note: String
    /// The episodes to look at for it.
    public var episodes: [EpisodeReference]

    /// A row.
    public init(name: String, title: String, cells: [ReportCell], personas: Int? = nil, note: String = "", episodes: [EpisodeReference] = []) {
        self.name = name
        self.title = title
        self.cells = cells
        self.personas = personas
        self.note = note
        self.episodes = episodes
    }

    /// The first estimate of the row: in an analysis the value.
    public var estimate: Estimate? {
        for case .estimate(let estimate, _, _) in cells { return estimate }
        return nil
    }
}

/// What stands in one place of a table.
public enum ReportCell: Hashable, Sendable {
    /// A number with its interval; digits behind the point; whether a sign is shown always, as for differences.
    case estimate(Estimate, digits: Int, signed: Bool)
    /// A count, which is exact.
    case count(Int)
    /// Words, or a number that needs no interval, such as a p-value.
    case text(String)
    /// There is nothing to show, and why.
    case absent(String)
}
