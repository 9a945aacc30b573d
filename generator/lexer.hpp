// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>

#include "source.hpp"

namespace generator {

/// Kinds of tokens.
enum class token_kind {
    /// `name`, `namespace.name` or `outer.inner.name`
    name,
    /// Decimal digits.
    number,
    /// The digits after `#` of `name#1a2b3c4d`.
    id,
    /// The word of `---word---`; blanks may be around it.
    section,
    /// One character of `: ; = ? ! % . , < > ( ) [ ] { } * + # _`
    mark,
    end,
};

/// A token and its position.
struct token {
    token_kind kind = token_kind::end;
    std::string_view text;
    position at;
    std::size_t offset = 0;

    /// Whether the token is the given mark.
    bool is(char mark) const { return kind == token_kind::mark && text.front() == mark; }
};

/// A schema cut into tokens.
struct token_list {
    /// Always ends with token_kind::end.
    std::vector<token> tokens;
    /// The N of `// LAYER N`; zero when there is none.
    int layer = 0;
    /// Lines whose comment is `// hand-assigned id`.
    std::set<std::size_t> hand_assigned;
    /// The start and end offset of each comment.
    std::map<std::size_t, std::size_t> comments;
};

/// Splits a schema into tokens; throws schema_error at a character that starts no token.
token_list tokenize(std::string_view text);

/// The name of a token in error messages.
std::string spelled(const token& token);

} // namespace generator
