// SPDX-License-Identifier: Apache-2.0

/// The names of metrics, each in this one place.
public enum MetricName {
    /// Share of user lines that contradict nothing in persona or goal (papers: prompt-to-line).
    public static let promptToLine = "drift/prompt_to_line"
    /// 1 - share of user lines that conflict with any earlier own line.
    public static let lineToLineMin = "drift/line_to_line_min"
    /// 1 - share of conflicting pairs of own lines.
    public static let lineToLinePair = "drift/line_to_line_pair"
    /// Index of the turn with the first contradiction of persona or goal; absent where there is none.
    public static let firstContradiction = "drift/first_turn"
    /// Share of open probes answered right.
    public static let questionAndAnswer = "drift/qa"
    /// Share of probes with options answered right; guessing is worth 1 in 5.
    public static let choice = "drift/qa_choice"
    /// The same, corrected for guessing: 0 is what guessing is worth, 1 is all right, and below 0 is worse than guessing.
    public static let choiceCorrected = "drift/qa_choice_corrected"
    /// Share of probes with options whose answer is one of the options at all; the others count as wrong.
    public static let choiceRead = "drift/qa_choice_read"
    /// Mean over places of the share of regenerated answers that agree on the commonest value.
    public static let commitment = "probe/commitment"
    /// Mean over places of 1 - H/log n of the regenerated answers: 1 where all agree, 0 where all differ.
    public static let commitmentEntropy = "probe/commitment_entropy"
    /// Share of regenerated answers in which a value can be read; the other two know these alone.
    public static let commitmentRead = "probe/commitment_read"
    /// Share of regenerated answers that agree with the ledger and with what the user said before.
    public static let consistentShare = "probe/consistent_share"
    /// Lines of the user until it was committed to a fact that nothing specifies; absent where it never was.
    public static let firstCommitment = "probe/first_commitment"
    /// Share of what was said of such a fact afterwards, in lines and answers, that deviates from the first commitment.
    public static let commitmentDeviation = "probe/commitment_deviation"
    /// chrF between a line and what the simulator says in its place without persona and goal, from 0 to 1.
    public static let noPersonaSimilarity = "probe/no_persona_similarity"
    /// Share of the user's forecasts about itself that came true.
    public static let forecast = "probe/forecast"
    /// How much better the own ledger supports a line's claims than the ledgers of other personas do, from -1 to 1.
    public static let personaContrast = "drift/persona_contrast"
    /// Share of valid user lines.
    public static let validity = "user/validity"
    /// Distinct bigrams over all bigrams of the user's lines.
    public static let distinct2 = "user/distinct_2"
    /// Distinct words over all words of the user's lines.
    public static let distinct1 = "user/distinct_1"
    /// Distinct three-word sequences over all of them within the user's lines.
    public static let distinct3 = "user/distinct_3"
    /// Mean share of different words over windows of 50 running words of the user.
    public static let mattr = "user/mattr"
    /// Expected share of different words among 42 drawn from the user's.
    public static let hdd = "user/hdd"
    /// Mean number of the user's running words over which the share of different ones stays above .72.
    public static let mtld = "user/mtld"
    /// Yule's K of the user's words: the lower, the more varied.
    public static let yulesK = "user/yule_k"
    /// Share of user lines most of whose four-word sequences the user had said before.
    public static let selfRepetition = "user/self_repetition"
    /// Share of three-word sequences that stand earlier in the same user line.
    public static let lineRepetition = "user/line_repetition"
    /// Words per user line.
    public static let words = "user/words"
    /// Values claimed per user line: a user that claims nothing contradicts nothing.
    public static let claims = "user/claims"
    /// Lines of the user in the episode.
    public static let userTurns = "user/turns"
    /// 1 where the user's decision to stop (or not) was right.
    public static let stopCorrect = "stop/correct"
    /// 1 where the user stopped while something was left to do, else 0.
    public static let stopPremature = "stop/premature"
    /// 1 where everything was done and the user went on until the limit or the agent ended it, else 0.
    public static let stopMissed = "stop/missed"
    /// Share of all applying components in a success status at the end.
    public static let goalSuccess = "goal/success"
    /// Share of the applying components of one kind in a success status.
    public static func goalSuccess(_ kind: ComponentKind) -> String { "goal/\(kind.rawValue)/success" }
    /// What a user turn added to goal success; the turns of an episode add up to it.
    public static let progress = "goal/progress"
    /// Lines that state a secret truly, as `InformationLedger` records them.
    public static let leaks = "ledger/leaks"
    /// Claims about which neither the ledger nor the agent's earlier lines have anything, as `InformationLedger` records them.
    public static let fabrications = "ledger/fabrications"
    /// The published level of goal alignment, mean over the user's turns, from 0 to 1 (`GoalLevel`).
    public static let goalLevel = "goal/level"
    /// 1 where the world says that all was done, else 0: of imported dialogues, whose own benchmark says so. It is about user and agent together.
    public static let outcomeSuccess = "outcome/success"
    /// Identifiers that the user stated: order numbers, accounts, zip codes (`IdentifierKind`), each value once.
    public static let identifiers = "user/identifiers"
    /// A number that was imported under its own name, such as `r_actions`.
    public static func imported(_ name: String) -> String { "imported/\(name)" }
    /// Share of lines that speak from the user's seat.
    public static let role = "user/role"
    /// How much the lines speak like an assistant, from 0 to 1.
    public static let assistantLikeness = "user/assistant_likeness"
    /// A metric of drift by the evaluation judge, where the name alone is by the judge that rewards.
    public static func byEvaluationJudge(_ name: String) -> String { "evaluation_judge/\(name.split(separator: "/").last ?? "")" }
    /// How much kinder the judge that rewards is than the one that evaluates: the difference of their pass shares over the verdicts of a
    /// criterion that both decide. It rises where the simulator learns to please the first.
    public static func judgeGap(_ criterion: String) -> String { "judge/gap/\(criterion)" }
    /// What the names of the composed reward and of its parts begin with.
    public static let rewardPrefix = "reward/"
    /// The composed reward.
    public static let reward = "reward/total"
    /// The value of one component of the reward, whatever its weight; with the floor for episodes without a valid line.
    public static func part(_ component: String) -> String { "reward/\(component)" }
    /// What decides whether a group carries a signal: the weighted mean of the components of `rewards.gate`.
    public static let gate = "reward/gate"
    /// A user turn's share of the composed reward; the turns of an episode add up to it.
    public static let turnReward = "reward/turn"
    /// What a user turn's own verdicts cost: 0 for a faultless line, negative otherwise.
    public static let lineReward = "reward/line"
    /// The part of the composed reward that belongs to the dialogue as a whole and to no single line.
    public static let outcomeReward = "reward/outcome"
}
