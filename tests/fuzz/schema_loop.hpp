// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compare.hpp"

namespace fuzz {

/// A type of a random schema in its TL spelling, and the function that compares its inputs.
struct spelled_root {
    const char* type;
    void (*compare)(const slow::type&, byte_view, std::size_t);
};

struct random_schema {
    std::string file;
    std::vector<spelled_root> roots;
};

/// The schemas of all units of this program.
inline std::vector<random_schema>& random_schemas() {
    static std::vector<random_schema> all;
    return all;
}

/// Registers the schema of a unit.
struct registered {
    template <std::size_t Size>
    registered(const char* file, const spelled_root (&list)[Size]) {
        random_schemas().push_back({file, {list, list + Size}});
    }
};

} // namespace fuzz
