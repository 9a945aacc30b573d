// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/text/detail/entities.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace awaitgram::detail {

AWAITGRAM_DECL void sort_entities(std::vector<text_entity>& entities) {
    const auto outer_first = [](const text_entity& left, const text_entity& right) {
        if (left.offset != right.offset)
            return left.offset < right.offset;
        if (left.length != right.length)
            return left.length > right.length;
        return rank_of(left) < rank_of(right);
    };
    // Stable without a buffer: most are sorted already, and ties are rare.
    if (!std::is_sorted(entities.begin(), entities.end(), outer_first))
        std::stable_sort(entities.begin(), entities.end(), outer_first);
}

/// Whether an entity lacks what makes it one.
[[nodiscard]] inline bool is_void(const text_entity& entity) noexcept {
    switch (entity.kind) {
    case entity_kind::link:
        return entity.argument.empty();
    case entity_kind::user_mention:
        return entity.number <= 0;
    case entity_kind::custom_emoji:
        return entity.number == 0;
    default:
        return !is_formatting(entity.kind);
    }
}

/// A part of the text that has a style.
struct styled_part {
    std::size_t from = 0;
    std::size_t to = 0;
};

/// Removes from sorted parts without overlaps what lies in the ranges, which are sorted and have no overlaps either.
inline void subtract(std::vector<styled_part>& parts, const std::vector<styled_part>& ranges) {
    if (ranges.empty())
        return;
    std::vector<styled_part> rest;
    rest.reserve(parts.size() + 1);
    auto range = ranges.begin();
    for (auto part : parts) {
        while (range != ranges.end() && range->to <= part.from)
            ++range;
        for (auto each = range; each != ranges.end() && each->from < part.to; ++each) {
            if (part.from < each->from)
                rest.push_back({part.from, each->from});
            part.from = std::min(part.to, each->to);
        }
        if (part.from < part.to)
            rest.push_back(part);
    }
    parts = std::move(rest);
}

/// Cuts parts at those borders of ranges that they cross: neither inside of the range nor around it. Both are as for `subtract`.
inline void
cut_where_crossing(std::vector<styled_part>& parts, const std::vector<styled_part>& ranges) {
    if (ranges.empty())
        return;
    std::vector<styled_part> pieces;
    pieces.reserve(parts.size() + 1);
    auto range = ranges.begin();
    for (auto part : parts) {
        while (range != ranges.end() && range->to <= part.from)
            ++range;
        // Only the first and the last range can reach beyond the part.
        if (range != ranges.end() && range->from < part.from && range->to < part.to) {
            pieces.push_back({part.from, range->to});
            part.from = range->to;
        }
        const auto behind = std::partition_point(range, ranges.end(), [&](const styled_part& each) {
            return each.from < part.to;
        });
        if (behind != range) {
            const auto& last = *std::prev(behind);
            if (last.from > part.from && last.to > part.to) {
                pieces.push_back({part.from, last.from});
                part.from = last.from;
            }
        }
        pieces.push_back(part);
    }
    parts = std::move(pieces);
}

/// Leaves out entities that begin before the one before them has ended. They are sorted.
inline void drop_overlapping(std::vector<text_entity>& entities) {
    std::size_t end = 0;
    std::erase_if(entities, [&end](const text_entity& each) {
        if (each.offset < end)
            return true;
        end = each.end();
        return false;
    });
}

[[nodiscard]] inline std::vector<styled_part>
parts_of(const std::vector<text_entity>& entities, bool verbatim_alone) {
    std::vector<styled_part> parts;
    for (const auto& each : entities)
        if (!verbatim_alone || is_verbatim(each.kind))
            parts.push_back({each.offset, each.end()});
    return parts;
}

/// Whether there is nothing to arrange: sorted, nothing void, and each within the one before it or behind it.
[[nodiscard]] inline bool is_arranged(const std::vector<text_entity>& entities) noexcept {
    std::size_t end = 0;
    for (const auto& each : entities) {
        // Not even two that touch: they may have to become one.
        if (each.length == 0 || is_void(each) || (each.offset <= end && end != 0))
            return false;
        end = each.end();
    }
    return true;
}

AWAITGRAM_DECL void arrange_entities(std::vector<text_entity>& entities) {
    if (is_arranged(entities))
        return;
    std::erase_if(entities, [](const text_entity& each) {
        return each.length == 0 || is_void(each);
    });
    sort_entities(entities);
    std::vector<text_entity> firm;
    std::vector<text_entity> quotes;
    std::vector<styled_part> styles[5];
    for (auto& each : entities) {
        if (is_style(each.kind)) {
            auto& parts = styles[static_cast<std::size_t>(each.kind)];
            if (!parts.empty() && parts.back().to >= each.offset)
                parts.back().to = std::max(parts.back().to, each.end());
            else
                parts.push_back({each.offset, each.end()});
        } else if (each.kind == entity_kind::blockquote) {
            quotes.push_back(std::move(each));
        } else {
            firm.push_back(std::move(each));
        }
    }
    entities.clear();
    drop_overlapping(quotes);
    drop_overlapping(firm);
    const auto quoted = parts_of(quotes, false);
    std::erase_if(firm, [at = quoted.begin(), &quoted](const text_entity& each) mutable {
        while (at != quoted.end() && at->to <= each.offset)
            ++at;
        if (at == quoted.end() || at->from >= each.end())
            return false;
        return at->from > each.offset || at->to < each.end();
    });
    const auto around = parts_of(firm, false);
    const auto verbatim = parts_of(firm, true);
    for (std::size_t kind = 0; kind != std::size(styles); ++kind) {
        auto& parts = styles[kind];
        if (parts.empty())
            continue;
        subtract(parts, verbatim);
        cut_where_crossing(parts, around);
        cut_where_crossing(parts, quoted);
        for (const auto& part : parts)
            entities.push_back({part.from, part.to - part.from, static_cast<entity_kind>(kind)});
    }
    std::move(firm.begin(), firm.end(), std::back_inserter(entities));
    std::move(quotes.begin(), quotes.end(), std::back_inserter(entities));
    sort_entities(entities);
}

} // namespace awaitgram::detail
