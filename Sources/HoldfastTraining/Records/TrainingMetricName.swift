// SPDX-License-Identifier: Apache-2.0

/// The names of what a trainer records, each in this one place. Episode-level scores keep their own names with `/mean` behind them
/// (`drift/prompt_to_line/mean`), evaluations have `eval/` before them.
public enum TrainingMetricName {
    /// Mean reward of the episodes that did not fail and have one.
    public static let reward = "reward/all/mean"
    /// Share of the episodes that did not fail and yet have no reward.
    public static let absentRewards = "reward/absent_ratio"
    /// Mean over groups of the rewards' standard deviation.
    public static let rewardDeviation = "reward_std"
    /// Share of groups whose rewards were all equal.
    public static let constantGroups = "groups/zero_std_ratio"
    /// Share of groups in which all members got 0 of what decides on a signal: of the gate where there is one, else of the reward.
    public static let allZeroGroups = "groups/all_zero_ratio"
    /// Share of groups in which all members got 1 of it.
    public static let allOneGroups = "groups/all_one_ratio"
    /// Share of groups that were left out by the gate alone.
    public static let gatedGroups = "groups/gated_ratio"
    /// Share of verdicts that abstained.
    public static let abstained = "judge/abstained_ratio"
    /// Share of verdicts that abstained because a call failed, took too long or brought no answer.
    public static let failedVerdicts = "judge/failed_ratio"
    /// Calls of models behind the verdicts of an episode, mean; those answered from a cache are counted as when they were made.
    public static let judgeCalls = "judge/calls"
    /// Tokens of those calls in an episode, questions and replies, mean.
    public static let judgeTokens = "judge/tokens"
    /// Sequences that a step trains on, each counted once whatever the number of passes.
    public static let trainedSequences = "groups/trained_sequences"
    /// Mean tokens of an episode, prompt and agent lines included.
    public static let sequenceLength = "seq_len/mean"
    /// Mean tokens of an episode that the simulator sampled.
    public static let sampledLength = "seq_len/sampled_mean"
    /// Mean user lines of an episode.
    public static let turns = "num_turns/mean"
    /// Share of user lines that ran into their token limit.
    public static let truncated = "is_truncated/ratio"
    /// Share of all episodes that ended in a failure; the other means leave these out.
    public static let failed = "errored_rollouts/ratio"
    /// Mean loss of a step's updates; in supervised training the mean negative log-probability of a trained token, in nats.
    public static let loss = "loss/mean"
    /// Mean negative log-probability of a held-out trained token, in nats.
    public static let validationLoss = "loss/validation"
    /// Learning rate of the step as the schedule gives it; of a supervised report that of its last step.
    public static let learningRate = "optim/lr"
    /// Mean global norm of the updates' gradients, before clipping.
    public static let gradientNorm = "optim/grad_norm"
    /// Optimizer steps of a training step, skipped ones included.
    public static let updates = "optim/updates"
    /// Updates whose gradient was not finite.
    public static let skippedUpdates = "optim/skipped_updates"
    /// Nats per token of the predicted distribution.
    public static let entropy = "entropy/mean"
    /// Mean importance ratio of a trained token, about 1 in the first update after sampling.
    public static let ratio = "ratio/mean"
    /// Share of trained tokens whose lower bound decided.
    public static let clippedLow = "clip_ratio/low"
    /// Share of trained tokens whose upper bound decided.
    public static let clippedHigh = "clip_ratio/high"
    /// k3 estimate of the change since sampling.
    public static let updateDivergence = "kl/update"
    /// k3 estimate of the distance to the base weights.
    public static let baseDivergence = "kl/base"
    /// Mean of old minus sampler log-probability.
    public static let samplerMismatch = "kl/sampler"
    /// Share of the run's steps that are done.
    public static let doneFraction = "progress/done_frac"
    /// Tokens read since the last supervised report, context included.
    public static let tokens = "progress/tokens"
    /// Tokens in the loss: of a step, counted once per pass, or since the last supervised report.
    public static let trainedTokens = "progress/trained_tokens"
    /// Tokens that the validation loss is the mean of.
    public static let validationTokens = "progress/validation_tokens"
    /// Dialogues that are longer than the context or have nothing to train on.
    public static let skippedExamples = "progress/skipped_examples"
    /// Tokens that the simulator sampled in dialogues (not in probes), over the seconds of the rollout.
    public static let sampledTokenRate = "perf/sampled_tokens_per_second"
    /// Tokens in the loss, over the seconds of the updates.
    public static let trainedTokenRate = "perf/trained_tokens_per_second"
    /// Tokens of supervised training, context included, over the seconds of its updates.
    public static let tokenRate = "perf/tokens_per_second"
    /// Seconds of a step, which are the sum of its timed parts; of a supervised report the mean per step.
    public static let stepTime = "time/step"
    /// Seconds of an evaluation, scoring included.
    public static let evaluationTime = "time/eval"

    static let evaluation = "eval/"
    /// Prefixes of what differs between two runs of equal seeds.
    static let wallTimes = ["time/", "perf/"]

    static func mean(_ score: String) -> String { "\(score)/mean" }
    static func ending(_ reason: String) -> String { "ending/\(reason)/ratio" }
    static func time(_ part: String) -> String { "time/\(part)" }
}
