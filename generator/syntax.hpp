// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "source.hpp"

namespace generator {

/// A type as the schema spells it: `int`, `%Message`, `Vector<User>`, `!X`, `#`, `4*[ int ]`.
struct type_expression {
    enum class kind {
        /// A name, applied to `arguments`.
        name,
        /// `#`
        nat,
        /// A number, as an argument or a count.
        number,
        /// `count * [ items ]`; without a count, the field before it is the count.
        repetition,
    };

    kind what = kind::name;
    position at;
    std::string name;
    /// Prefixed with `%`.
    bool bare = false;
    /// Prefixed with `!`.
    bool function = false;
    std::vector<type_expression> arguments;
};

/// The condition of a field: `flags.3?` or `count?`.
struct condition {
    std::string variable;
    std::optional<unsigned> bit;
    position at;
};

/// A field of a declaration; the name may be empty.
struct field_syntax {
    std::string name;
    position at;
    std::optional<condition> only_if;
    type_expression type;
};

/// One line of a schema.
struct declaration {
    std::string name;
    position at;
    /// The id in the schema, if any.
    std::optional<std::uint32_t> given_id;
    /// `{X:Type}`
    std::vector<field_syntax> implicit;
    std::vector<field_syntax> fields;
    type_expression result;
    /// The body is `?`.
    bool builtin = false;
    bool is_function = false;
    /// The comment `// hand-assigned id` says that the id may differ from the CRC-32 of the text.
    bool hand_assigned = false;
    /// The declaration without comments, on one line, without its id and `;`.
    std::string text;
};

/// A whole schema.
struct schema_syntax {
    std::vector<declaration> declarations;
    int layer = 0;
};

} // namespace generator
