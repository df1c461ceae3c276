// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct JudgedDialogueTests {
    static func read(_ text: String) throws -> [JudgedDialogue] { try JudgedDialogueFile.dialogues(of: Array(text.utf8), named: "a.json") }

    /// Six lines, three a speaker; the numbers in the tests were worked out with pencil and paper.
    static let chat = #"""
        [{"task_name": "Chatting", "P1": "My name is Ana. I live in Rome.", "P2": "I am Ben.", "pturn": 1, "topic": "tea", "conversation_only": true,
          "conversation": [[0, "Ana: I live in Rome.\n"], [1, "Ben: Hi!\n"], [2, "Ana: I live in Oslo.\n"], [3, "Ben: ...\n"], [4, "Ana: ?!\n"],
                           [5, "Ben: I like \"tea\".\n"]],
          "eval_prompt_consistency": [[0, "Fine. NO"], [1, "NO"], [2, "It is Rome. YES"], [3, ""], [4, "I cannot judge this line."], [5, "NO"]],
          "eval_index_consistency": [[2, "Oslo, not Rome: [0]"], [3, "[]"], [4, "[0, 2, 2, 1, 8]"], [5, "['1', '3']"]],
          "eval_survey_consistency": [["Ana: I live in Rome.\n", 4, [], []], ["Ana: I live in Oslo.\n", 1, [], []], ["Ana: ?!\n", 1, [], []]],
          "P1_prompt_consistency_score": 0.6666666666666666, "P2_prompt_consistency_score": 1.0, "P1_survey_consistency_score": 2.0}]
        """#

    @Test func `their scores and ours come from the same replies`() throws {
        let speakers = try #require(try Self.read(Self.chat).first).judgedSpeakers
        #expect(speakers.map(\.speaker) == [.first, .second])
        let (ana, ben) = (speakers[0], speakers[1])
        #expect(ana.theirPromptToLine == 2.0 / 3 && ana.stored(.prompt) == 2.0 / 3)
        #expect(ana.promptToLine == 1.0 / 2 && ana.promptToLineAbstentionFailing == 1.0 / 3)
        #expect(ben.theirPromptToLine == 1 && ben.promptToLine == 1 && ben.promptToLineAbstentionFailing == 2.0 / 3)
        // Ana: 1 of 1 and 4 of 2 pairs, the 8 and the second 2 among them.
        #expect(ana.theirLineToLine == 1 - 5.0 / 3)
        #expect(ana.lineToLinePair == 0 && ana.lineToLineMin == 0)
        #expect(ben.theirLineToLine == 1 - 2.0 / 3)
        #expect(ben.lineToLinePair == 1 - 2.0 / 3 && ben.lineToLineMin == 1.0 / 2)
        #expect(ana.conflicts.map(\.earlier) == [[0], [0, 2]] && ben.conflicts.map(\.earlier) == [[], [1, 3]])
        #expect(ana.conflicts[1].outOfRange == 1 && ana.conflicts[1].partners == 1 && ana.conflicts[1].repeated == 1)
        #expect(ana.theirSurvey == 2 && ana.stored(.survey) == 2 && ben.theirSurvey == nil)
        #expect(ana.verdicts.map(\.isWordless) == [false, false, true] && ben.verdicts.map(\.isWordless) == [false, true, false])
    }

    @Test func `each speaker gets an episode with its verdicts`() throws {
        let dialogue = try #require(try Self.read(Self.chat).first)
        let scored = dialogue.judgedSpeakers.map { $0.episode(phase: "a") }
        #expect(scored.map(\.episode.id.description) == ["a/0/0/0", "a/0/0/1"])
        let ana = scored[0]
        #expect(ana.episode.scenario.persona.statements == ["My name is Ana.", "I live in Rome."])
        #expect(ana.episode.scenario.goal.constraints == [Fact("topic", "tea")])
        #expect(ana.episode.scenario.domain == "consistent-llms/chatting")
        #expect(ana.episode.turns.map(\.text) == ["I live in Rome.", "Hi!", "I live in Oslo.", "...", "?!", "I like \"tea\"."])
        #expect(ana.episode.turns.map(\.seat) == [.user, .agent, .user, .agent, .user, .agent])
        #expect(scored[1].episode.turns.map(\.seat) == [.agent, .user, .agent, .user, .agent, .user])
        #expect(ana.verdicts.map(\.outcome) == [.pass, .fail, .abstain, .fail, .fail])
        #expect(ana.verdicts.map(\.turn) == [0, 2, 4, 2, 4])
        #expect(ana.verdicts[2].abstention == .unreadable && ana.verdicts[2].calls.map(\.reply) == ["I cannot judge this line."])
        #expect(ana.verdicts.allSatisfy { $0.judge == "consistent-llms" })
        #expect(ana.verdicts[4].evidence == "disagrees with turns 0, 2")
        #expect(ana.score(MetricName.promptToLine) == 0.5 && ana.score(MetricName.questionAndAnswer) == 0.4 && ana.reward == nil)
        #expect(ana.score(MetricName.firstContradiction) == 2)
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            try ShardWriter.write(scored, to: path)
            #expect(try ShardReader(path).episodes() == scored)
            #expect(TrajectoryFsck.check([path]).first?.isSound == true)
        }
    }

    @Test func `where the second speaker opens, their parity is not ours`() throws {
        let text = """
            {"pturn": 2, "conversation": [[0, "a"], [1, "b"], [2, "c"], [3, "d"], [4, "e"]], "eval_index_consistency": [[2, "[0]"], [4, "[0, 1]"]]}
            """
        let speaker = try #require(try Self.read(text).first?.judgedSpeakers.first)
        #expect(speaker.speaker == .second && speaker.lines == [0, 2, 4])
        #expect(speaker.theirLineToLine == 0.0)
        #expect(speaker.lineToLinePair == 1 - 2.0 / 3 && speaker.lineToLineMin == 0)
    }

    @Test func `earlier variants without numbers are read`() throws {
        let text = #"[{"conversation": ["A: x", "B: y"], "eval_prompt_consistency": ["NO", "YES"], "P1": null, "task_name": null}]"#
        let dialogue = try #require(try Self.read(text).first)
        #expect(dialogue.judgedSpeakers.map { $0.promptToLine } == [1, 0])
        #expect(dialogue.lines.map(\.number) == [0, 1] && dialogue.task.isEmpty)
    }

    @Test func `replies on lines that are not there count for nobody`() throws {
        let text =
            #"[{"conversation": [[0, "x"], [1, null]], "eval_prompt_consistency": [[0, null], [7, "YES"]], "more": 1, "convo_length_limit": 10}]"#
        let dialogue = try #require(try Self.read(text).first)
        #expect(dialogue.strayReplies == 1 && dialogue.otherKeys == ["convo_length_limit", "more"])
        #expect(dialogue.judgedSpeakers.map { $0.theirPromptToLine } == [1])
        #expect(dialogue.judgedSpeakers[0].verdicts.map(\.outcome) == [.abstain])
    }

    @Test func `a dialogue that nobody judged has no speaker`() throws {
        #expect(
            try Self.read(#"[{"conversation": []}, {"conversation": [[0, "x"]], "eval_prompt_consistency": []}]"#).allSatisfy {
                $0.judgedSpeakers.isEmpty
            })
    }

    @Test(arguments: [
        ("[1]", "a.json, dialogue 0: it is no object"), ("{}", "a.json holds no list of dialogues"), ("[", "a.json is not JSON: line 1, column 2"),
        ("[{}]", "a.json, dialogue 0: conversation is missing"), (#"[{"conversation": 3}]"#, "dialogue 0: conversation is no list of lines"),
        (#"[{"conversation": [[0, "a"]]}, {"conversation": [[0]]}]"#, "dialogue 1: conversation has an entry 0 that is no line"),
        (#"[{"conversation": [[0, "a"], [0, "b"]]}]"#, "two lines of one number"),
        (#"[{"conversation": [], "pturn": 3}]"#, "dialogue 0: pturn must be 1 or 2"),
        (#"[{"conversation": [], "eval_prompt_consistency": "NO"}]"#, "eval_prompt_consistency is no list"),
        (#"[{"conversation": [], "eval_index_consistency": [[0, {}]]}]"#, "eval_index_consistency has an entry 0 that is no reply"),
        (#"[{"conversation": [[0, "a"]], "eval_prompt_consistency": [[0, "NO"], [0, "YES"]]}]"#, "eval_prompt_consistency has two replies on line 0"),
        (#"[{"conversation": [[0, "a"]], "eval_prompt_consistency": ["NO", "NO"]}]"#, "2 replies without line numbers for 1 lines"),
        (#"[{"conversation": [], "P1_prompt_consistency_score": "high"}]"#, "P1_prompt_consistency_score is no number"),
        (#"[{"conversation": [], "P1": ["a"]}]"#, "P1 is no text"), (#"[{"conversation": [], "eval_survey_consistency": [["a"]]}]"#, "no survey"),
    ])
    func `what has the wrong shape is named`(text: String, message: String) {
        let error = #expect(throws: HoldfastError.self) { try Self.read(text) }
        #expect(error?.code == .format && error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: HoldfastError.self) { try JudgedDialogueFile.read("/nowhere/a.json") }
        #expect(error?.message == "there is no file /nowhere/a.json")
    }
}
