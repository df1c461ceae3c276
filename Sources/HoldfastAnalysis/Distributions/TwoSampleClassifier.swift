// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Whether two sets can be told apart at all: a classifier is trained to tell them, and tried on what it has not seen.
///
/// Accuracy 0.5 says that these features show no difference, 1 that they give every example away. It says nothing on which features differ, and
/// with few examples it misses differences that are there. Source: Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample Tests" (2017). We
/// train logistic regression, and keep all examples of a cluster in one fold: seen in training, a persona would be recognised, not a set.
public struct TwoSampleClassifier: Sendable {
    /// One example.
    public struct Example: Hashable, Sendable {
        /// What is known of it.
        public var features: [Double]
        /// Whether it is of the second set.
        public var isSecond: Bool
        /// What it shares with others; all of a cluster fall in one fold.
        public var cluster: ClusterKey

        /// An example.
        public init(features: [Double], isSecond: Bool, cluster: ClusterKey) {
            self.features = features
            self.isSecond = isSecond
            self.cluster = cluster
        }
    }

    /// The examples.
    public let examples: [Example]
    /// Whether each was told rightly by the classifier that did not see it; a coin's half where no classifier could be trained.
    public let correct: [Double]
    private static let folds = 5

    /// - Parameter examples: as many of each set, else guessing is worth more than one half. Nil where a set is missing.
    public init?(_ examples: [Example]) {
        guard Set(examples.map(\.isSecond)).count == 2 else { return nil }
        self.examples = examples
        correct = Self.correct(examples, labels: examples.map(\.isSecond))
    }

    /// The share that was told rightly.
    public var accuracy: Double { correct.reduce(0, +) / Double(correct.count) }

    /// The chance of an accuracy as high where the two sets are of one source: labels are exchanged whole clusters at a time, within a cluster
    /// that has examples of both and between clusters otherwise.
    public func probability(permutations: Int, seed: UInt64) -> Double {
        var random = RandomKey(seed: seed, purpose: .bootstrap).stream
        let clusters = Dictionary(grouping: examples.indices) { examples[$0].cluster }.sorted { $0.key < $1.key }.map(\.value)
        let isMixed = clusters.map { members in Set(members.map { examples[$0].isSecond }).count == 2 }
        var atLeast = 1
        for _ in 0..<permutations {
            var labels = examples.map(\.isSecond)
            var sides = zip(clusters, isMixed).filter { !$0.1 }.map { examples[$0.0[0]].isSecond }
            sides.shuffle(using: &random)
            for (members, isMixed) in zip(clusters, isMixed) {
                if isMixed {
                    if random.next() & 1 == 1 { for member in members { labels[member].toggle() } }
                } else if let side = sides.popLast() {
                    for member in members { labels[member] = side }
                }
            }
            let found = Self.correct(examples, labels: labels)
            if found.reduce(0, +) >= correct.reduce(0, +) { atLeast += 1 }
        }
        return Double(atLeast) / Double(permutations + 1)
    }

    private static func correct(_ examples: [Example], labels: [Bool]) -> [Double] {
        let keys = Set(examples.map(\.cluster)).sorted()
        let fold = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0 % folds) })
        var correct = [Double](repeating: 0.5, count: examples.count)
        for held in 0..<folds {
            let training = examples.indices.filter { fold[examples[$0].cluster] != held }
            guard let scale = FeatureScale(training.map { examples[$0].features }),
                let model = LogisticRegression(training.map { scale.of(examples[$0].features) }, labels: training.map { labels[$0] })
            else { continue }
            for index in examples.indices where fold[examples[index].cluster] == held {
                let chance = model.probability(of: scale.of(examples[index].features))
                correct[index] = chance == 0.5 ? 0.5 : (chance > 0.5) == labels[index] ? 1 : 0
            }
        }
        return correct
    }
}

/// Brings features to mean 0 and deviation 1; one that never varies becomes 0.
struct FeatureScale {
    private let means: [Double]
    private let deviations: [Double]

    init?(_ rows: [[Double]]) {
        guard let width = rows.first?.count else { return nil }
        let count = Double(rows.count)
        let means = (0..<width).map { axis in rows.reduce(0) { $0 + $1[axis] } / count }
        deviations = (0..<width).map { axis in
            (rows.reduce(0) { $0 + ($1[axis] - means[axis]) * ($1[axis] - means[axis]) } / count).squareRoot()
        }
        self.means = means
    }

    func of(_ row: [Double]) -> [Double] {
        row.indices.map { deviations[$0] > 1e-12 ? (row[$0] - means[$0]) / deviations[$0] : 0 }
    }
}
