// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension ShardReader {
    /// The columns of tokens and of turns alone.
    func tokenColumns() throws -> (tokens: TokenColumns, turns: TurnColumns) {
        try reading { file in
            var (tokens, turns) = (TokenColumns(), TurnColumns())
            try tokens.exchange { group in try ColumnReader(file: file, group: group) }
            try turns.exchange { group in try ColumnReader(file: file, group: group) }
            return (tokens, turns)
        }
    }
}
