// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct PythonTests {
    /// Exactly the lines that the documentation shows.
    @Test(.enabled(if: pythonWithH5py != nil, "no Python with h5py was found, and pip could not fetch it"))
    func theDocumentedLinesRun() throws {
        let snippet = try documentedSnippet()
        #expect(snippet.split(separator: "\n").count == 5)
        let name = try #require(snippet.firstMatch(of: /h5py\.File\("([^"]+)"/)?.1, "the example opens no file")
        try withTemporaryFolder { folder in
            let shard = folder.appending(path: String(name))
            try FileManager.default.createDirectory(at: shard.deletingLastPathComponent(), withIntermediateDirectories: true)
            var episodes = try EpisodeFixture.episodes(5, seed: 3)
            let line = Turn(index: 0, seat: .user, text: "Grüße 🚲, it's me", tokens: 7..<9)
            var trace = TokenTrace()
            trace.appendGiven([1, 2, 3, 4, 5, 6, 7], turn: -1)
            try trace.appendSampled([811, 812], logprobs: [-0.5, -1], turn: 0)
            episodes[0].episode.trace = trace
            episodes[0].episode.turns = [line, Turn(index: 1, seat: .agent, text: "the agent")]
            episodes[0].reward = 0.625
            try ShardWriter.write(episodes, to: shard.path)
            let script = folder.appending(path: "example.py")
            try Data(snippet.utf8).write(to: script)
            let run = try runProgram(try #require(pythonWithH5py), [script.path], in: folder)
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.trimmingCharacters(in: .newlines) == "[\"Grüße 🚲, it's me\"]\n[811 812] 0.625")
        }
    }

    @Test(.enabled(if: pythonWithH5py != nil, "no Python with h5py was found, and pip could not fetch it"))
    func theDocumentedLinesOnScoresRun() throws {
        let snippet = try snippet(in: "docs/offline.md")
        #expect(snippet.split(separator: "\n").count == 5)
        let name = try #require(snippet.firstMatch(of: /h5py\.File\("([^"]+)"/)?.1, "the example opens no file")
        try withTemporaryFolder { folder in
            let file = folder.appending(path: String(name))
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            let episode = EpisodeID(phase: "train", step: 1, group: 0, rollout: 0)
            let scores = [Score("drift/é", 0.5), Score("user/turns", 4), Score("drift/é", nil, turn: 2)]
            try ScoreFile(file.path).write(
                [EpisodeScores(episode: episode, verdicts: [], scores: scores, reward: 0.625)],
                origin: ScoreOrigin(source: "step_000001.h5", seal: "1 2", configurationDigest: "d"))
            let run = try runProgram(try #require(pythonWithH5py), ["-c", snippet], in: folder)
            #expect(run.output == "drift/é 0.5\nuser/turns 4.0\ndrift/é nan\nstep_000001.h5 0.625\n")
        }
    }

    @Test(.enabled(if: pythonWithH5py != nil, "no Python with h5py was found, and pip could not fetch it"))
    func enumsAreNamed() throws {
        try withTemporaryFolder { folder in
            try ShardWriter.write(try EpisodeFixture.episodes(3), to: folder.appending(path: "shard.h5").path)
            let code = """
                import h5py; f = h5py.File("shard.h5"); d = h5py.check_enum_dtype(f["episodes/stop"].dtype)
                print(sorted(d), f.attrs["schema"].decode(), f.attrs["schema_version"], f["tokens/id"].compression, f["tokens/id"].shuffle)
                """
            let run = try runProgram(try #require(pythonWithH5py), ["-c", code], in: folder)
            #expect(
                run.output.trimmingCharacters(in: .newlines)
                    == "['correct', 'cutOff', 'missed', 'none', 'premature'] holdfast/trajectories 4 gzip True")
        }
    }

    /// An extent that no data stands behind must not make the reader allocate it.
    @Test(.enabled(if: pythonWithH5py != nil, "no Python with h5py was found, and pip could not fetch it"))
    func aLyingExtentIsRefused() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5")
            try ShardWriter.write(try EpisodeFixture.episodes(3), to: path.path)
            let code = """
                import h5py; f = h5py.File("shard.h5", "r+"); del f["tokens/logprob"]
                f.create_dataset("tokens/logprob", (10**13,), "<f4", chunks=(1024,), compression="gzip")
                """
            #expect(try runProgram(try #require(pythonWithH5py), ["-c", code], in: folder).status == 0)
            try SealedFile.write(Array(Data(contentsOf: path)), to: path.path)
            let error = #expect(throws: HoldfastError.self) { try ShardReader(path.path).episodes() }
            #expect(error?.message.contains("claims 10000000000000 elements") == true, "\(String(describing: error))")
        }
    }

    /// The README's example, which the page on trajectories repeats word for word.
    private func documentedSnippet() throws -> String {
        let snippets = try ["README.md", "docs/trajectories.md"].map(snippet)
        #expect(snippets[0] == snippets[1])
        return snippets[0]
    }

    private func snippet(in page: String) throws -> String {
        let text = try String(contentsOf: packageFolder.appending(path: page), encoding: .utf8)
        let match = text.firstMatch(of: /<!-- h5py-example:start -->\s*```python\n([\s\S]*?)```\s*<!-- h5py-example:end -->/)
        return String(try #require(match?.1, "\(page) has no h5py example"))
    }
}

/// A Python that has h5py: the one that HOLDFAST_PYTHON names, the system's, or one set up for this test.
let pythonWithH5py: String? = {
    func hasH5py(_ path: String) -> Bool { (try? runProgram(path, ["-c", "import h5py"]).status) == 0 }
    let named = ProcessInfo.processInfo.environment["HOLDFAST_PYTHON"]
    if let found = [named, "python3"].compactMap({ $0 }).first(where: hasH5py) { return found }
    let folder = packageFolder.appending(path: ".build/h5py-venv")
    let own = folder.appending(path: "bin/python").path
    if hasH5py(own) { return own }
    guard (try? runProgram("python3", ["-m", "venv", "--clear", folder.path]).status) == 0,
        (try? runProgram(own, ["-m", "pip", "install", "--quiet", "h5py"]).status) == 0, hasH5py(own)
    else { return nil }
    return own
}()
