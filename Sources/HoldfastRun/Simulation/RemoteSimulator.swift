// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

#if Servers
    import HoldfastServers
#endif

/// A frozen simulator at a server.
enum RemoteSimulator {
    /// - Throws: `configuration` for a section that cannot be carried out, also by this build; `server` where the server cannot be asked.
    static func connect(_ section: SimulatorSection, vocabularySize: Int) async throws -> any ModelServer {
        #if Servers
            return try await OpenAIModelServer(
                OpenAIServerConfiguration(
                    url: section.server, model: section.model.isEmpty ? nil : section.model,
                    keyVariable: section.keyVariable.isEmpty ? nil : section.keyVariable,
                    keyFile: section.keyFile.isEmpty ? nil : section.keyFile, concurrency: section.concurrency),
                vocabularySize: vocabularySize, contextLength: section.contextLength == 0 ? nil : section.contextLength)
        #else
            throw MissingServers.error(.configuration, "simulator.server")
        #endif
    }
}
