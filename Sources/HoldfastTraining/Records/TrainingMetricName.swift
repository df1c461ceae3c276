// SPDX-License-Identifier: Apache-2.0

/// The names of what a trainer records, each in this one place. Episode-level scores keep their own names with `/mean` behind them
/// (`drift/prompt_to_line/mean`), evaluations have `eval/` before them.
public enum TrainingMetricName {
    public static let reward = "reward/all/mean"
    public static let absentRewards = "reward/absent_ratio"
    /// Mean over groups of the rewards' standard deviation.
    public static let rewardDeviation = "reward_std"
    /// Share of groups whose rewards were all equal.
    public static let constantGroups = "groups/zero_std_ratio"
    public static let trainedSequences = "groups/trained_sequences"
    public static let sequenceLength = "seq_len/mean"
    public static let sampledLength = "seq_len/sampled_mean"
    public static let turns = "num_turns/mean"
    /// Share of user lines that ran into their token limit.
    public static let truncated = "is_truncated/ratio"
    public static let failed = "errored_rollouts/ratio"
    public static let loss = "loss/mean"
    /// Mean negative log-probability of a held-out trained token, in nats.
    public static let validationLoss = "loss/validation"
    public static let learningRate = "optim/lr"
    public static let gradientNorm = "optim/grad_norm"
    public static let updates = "optim/updates"
    /// Updates whose gradient was not finite.
    public static let skippedUpdates = "optim/skipped_updates"
    /// Nats per token of the predicted distribution.
    public static let entropy = "entropy/mean"
    public static let ratio = "ratio/mean"
    public static let clippedLow = "clip_ratio/low"
    public static let clippedHigh = "clip_ratio/high"
    /// k3 estimate of the change since sampling.
    public static let updateDivergence = "kl/update"
    /// k3 estimate of the distance to the base weights.
    public static let baseDivergence = "kl/base"
    /// Mean of old minus sampler log-probability.
    public static let samplerMismatch = "kl/sampler"
    public static let doneFraction = "progress/done_frac"
    public static let tokens = "progress/tokens"
    public static let trainedTokens = "progress/trained_tokens"
    public static let validationTokens = "progress/validation_tokens"
    public static let skippedExamples = "progress/skipped_examples"
    public static let sampledTokenRate = "perf/sampled_tokens_per_second"
    public static let trainedTokenRate = "perf/trained_tokens_per_second"
    public static let tokenRate = "perf/tokens_per_second"
    public static let stepTime = "time/step"
    public static let evaluationTime = "time/eval"

    static let evaluation = "eval/"
    /// Prefixes of what differs between two runs of equal seeds.
    static let wallTimes = ["time/", "perf/"]

    static func mean(_ score: String) -> String { "\(score)/mean" }
    static func ending(_ reason: String) -> String { "ending/\(reason)/ratio" }
    static func time(_ part: String) -> String { "time/\(part)" }
}
