// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The features of some dialogues, chosen by hashes of where they stand and of their seeds: the same ones in every order of reading.
struct DialogueSample: Sendable {
    struct Dialogue: Sendable {
        let key: UInt64
        let cluster: ClusterKey
        let features: [Double]
    }

    let most: Int
    /// In order of their keys.
    private(set) var dialogues: [Dialogue] = []

    init(most: Int = 512) {
        self.most = most
    }

    mutating func add(_ stored: StoredEpisode, _ style: DialogueStyle) {
        let episode = stored.episode
        var key = Self.mixed(episode.samplingSeed &+ Self.mixed(episode.scenario.seed ^ UInt64(stored.cluster.bits) << 40))
        for part in [episode.id.step, episode.id.group, episode.id.rollout] { key = Self.mixed(key ^ UInt64(truncatingIfNeeded: part)) }
        guard dialogues.count < most || key < dialogues[most - 1].key, let features = style.features else { return }
        insert(Dialogue(key: key, cluster: stored.cluster, features: features))
    }

    mutating func merge(_ other: DialogueSample) {
        for dialogue in other.dialogues { insert(dialogue) }
    }

    private mutating func insert(_ dialogue: Dialogue) {
        var (low, high) = (0, dialogues.count)
        while low < high {
            let middle = (low + high) / 2
            if dialogues[middle].key < dialogue.key { low = middle + 1 } else { high = middle }
        }
        guard low < most else { return }
        dialogues.insert(dialogue, at: low)
        if dialogues.count > most { dialogues.removeLast() }
    }

    /// The finaliser of SplitMix64, a bijection that spreads every bit.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
