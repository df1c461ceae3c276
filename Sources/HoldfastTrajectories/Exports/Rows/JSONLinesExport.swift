// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Writes rows of a layout as JSON Lines.
///
/// Readers that guess the columns from the beginning of a file, as Hugging Face's `datasets` does, fail where a value comes later that was
/// absent or null before. So a row that brings something new after others did not goes to the front: the first rows together show every key.
final class JSONLinesExport: EpisodeExport {
    private let layout: any RowLayout
    private let file: UnfinishedFile
    private var known: Set<String> = []
    /// Rows that are not at their place but in front.
    private var front: [String] = []
    private var isBodyBegun = false

    init(_ layout: any RowLayout, file: UnfinishedFile) {
        self.layout = layout
        self.file = file
    }

    func append(_ episodes: [ScoredEpisode], tally: inout ExportTally) throws {
        for group in Self.groups(of: episodes) {
            for row in layout.rows(ofGroup: group, tally: &tally) {
                let before = known.count
                row.insertShape(into: &known, path: "")
                let line = row.line + "\n"
                if known.count > before, isBodyBegun {
                    front.append(line)
                } else {
                    isBodyBegun = isBodyBegun || known.count == before
                    try file.append(line)
                }
            }
        }
    }

    func finish() throws { try file.finish(front: front.joined()) }

    func abandon() { file.abandon() }

    /// Groups in the order of their first episodes.
    private static func groups(of episodes: [ScoredEpisode]) -> [[ScoredEpisode]] {
        var places: [GroupKey: Int] = [:]
        var groups: [[ScoredEpisode]] = []
        for episode in episodes {
            let key = GroupKey(episode.episode)
            if let place = places[key] {
                groups[place].append(episode)
            } else {
                places[key] = groups.count
                groups.append([episode])
            }
        }
        return groups
    }
}

extension JSONValue {
    /// The paths of all values in it that say of which kind they are: null says nothing.
    func insertShape(into shape: inout Set<String>, path: String) {
        switch self {
        case .null: break
        case .bool, .number, .string: shape.insert(path)
        case .array(let items): for item in items { item.insertShape(into: &shape, path: path + "[]") }
        case .object(let members): for member in members { member.value.insertShape(into: &shape, path: "\(path)/\(member.key)") }
        }
    }
}
