// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace generator {

/// Whether C++ or a macro of its standard library takes this word.
bool is_taken_word(std::string_view word);

/// A name of the schema in two halves; `space` is empty for one without a namespace.
struct split_name {
    std::string_view space;
    std::string_view name;
};

/// `messages.sendMessage` as `messages` and `sendMessage`.
split_name split(std::string_view name);

/// Whether this names a type: its first letter after the namespace is upper-case.
bool is_type_name(std::string_view name);

/// Hands out C++ names within one scope: what can't be had as spelled takes a trailing `_`.
class name_scope {
public:
    /// A name as like `wanted` as possible, and nobody else's.
    std::string claim(std::string_view wanted);

    /// Nobody can have this name.
    void reserve(std::string_view name) { taken_.emplace(name); }

private:
    std::set<std::string, std::less<>> taken_;
};

} // namespace generator
