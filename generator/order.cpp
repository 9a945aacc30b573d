// SPDX-License-Identifier: MIT
#include <algorithm>

#include "resolve.hpp"

namespace generator {

namespace {

/// The order in which each structure comes after those it needs. Not recursive, because schemas may be nested deeply.
std::vector<std::size_t> sorted(const std::vector<structure>& all, std::vector<problem>& problems) {
    enum class state { fresh, open, done };
    struct step {
        std::size_t at;
        std::size_t needs_seen;
    };
    std::vector<state> states(all.size(), state::fresh);
    std::vector<std::size_t> order;
    std::vector<step> path;
    for (std::size_t start = 0; start < all.size(); ++start) {
        if (states[start] == state::fresh)
            path.push_back({start, 0});
        while (!path.empty()) {
            const auto at = path.back().at;
            states[at] = state::open;
            if (path.back().needs_seen == all[at].needs.size()) {
                states[at] = state::done;
                order.push_back(at);
                path.pop_back();
                continue;
            }
            const auto need = all[at].needs[path.back().needs_seen++];
            if (states[need] == state::open) {
                problems.push_back(
                    {all[need].at,
                     "'" + all[need].tl_name +
                         "' contains itself without end, expected a vector or an optional field "
                         "of a boxed type in between"}
                );
                return {};
            }
            if (states[need] == state::fresh)
                path.push_back({need, 0});
        }
    }
    return order;
}

} // namespace

void order_constructors(model& all, std::vector<problem>& problems) {
    const auto order = sorted(all.constructors, problems);
    if (order.size() != all.constructors.size())
        return;
    std::vector<std::size_t> place(order.size());
    std::vector<structure> moved;
    for (std::size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = i;
        moved.push_back(std::move(all.constructors[order[i]]));
    }
    for (auto& one : moved)
        for (auto& need : one.needs)
            need = place[need];
    for (auto& type : all.types)
        for (auto& constructor : type.constructors)
            constructor = place[constructor];
    all.constructors = std::move(moved);
}

} // namespace generator
