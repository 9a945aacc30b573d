// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "slow_schema.hpp"

namespace slow {

using awaitgram::byte_buffer;
using awaitgram::byte_view;

inline constexpr std::uint32_t vector_id = 0x1cb5c415;
inline constexpr std::uint32_t true_id = 0x997275b5;
inline constexpr std::uint32_t false_id = 0xbc799737;

/// The position of a value or a flags word in encoded bytes.
struct place {
    /// Null for a flags word.
    const type* of;
    /// The flags word, or null.
    const field* word;
    std::size_t begin;
    std::size_t end;
    /// The index of the enclosing value; -1 for the outermost.
    int parent;
};

struct decoded {
    bool accepted = false;
    /// The reason if it was refused.
    const char* error = "";
    /// The canonical bytes: zero padding, short lengths where possible, no unknown flag bits.
    byte_buffer canonical;
    /// The maximal nesting: of constructors, and of constructors and vectors together.
    int constructors = 0;
    int levels = 0;
};

/// Reads one value byte by byte, following the documentation of TL.
class decoder {
public:
    /// The limit of nesting, because it recurses.
    static constexpr int most_levels = 1000;

    explicit decoder(byte_view input, std::vector<place>* places = nullptr)
        : input_(input), places_(places) {}

    decoded run(const type& of) {
        try {
            value(of);
            if (at_ != input_.size())
                throw refused{"bytes are left"};
            made_.accepted = true;
        } catch (const refused& error) {
            made_.error = error.why;
        }
        return std::move(made_);
    }

private:
    struct refused {
        const char* why;
    };

    std::uint8_t byte() {
        if (at_ == input_.size())
            throw refused{"the bytes end"};
        return input_[at_++];
    }

    std::uint32_t word() {
        std::uint32_t value = 0;
        for (auto i = 0; i < 4; ++i)
            value |= std::uint32_t{byte()} << 8 * i;
        return value;
    }

    void put(std::uint32_t word) {
        for (auto i = 0; i < 4; ++i)
            made_.canonical.push_back(static_cast<std::uint8_t>(word >> 8 * i));
    }

    void value(const type& of) {
        const auto index = enter({&of, nullptr, at_, at_, around_});
        const auto outer = around_;
        around_ = index;
        read(of);
        around_ = outer;
        leave(index);
    }

    void read(const type& of) {
        switch (of.what) {
        case kind::number:
            for (std::size_t i = 0; i < of.size; ++i)
                made_.canonical.push_back(byte());
            break;
        case kind::text:
            text();
            break;
        case kind::boolean: {
            const auto id = word();
            if (id != true_id && id != false_id)
                throw refused{"no Bool"};
            put(id);
            break;
        }
        case kind::rest:
            // As documented: all remaining bytes, and at least an id.
            if (input_.size() - at_ < 4)
                throw refused{"no object"};
            while (at_ != input_.size())
                made_.canonical.push_back(byte());
            break;
        case kind::boxed: {
            const auto id = word();
            const auto match = std::find_if(
                of.constructors.begin(),
                of.constructors.end(),
                [&](const constructor* each) { return each->id == id; }
            );
            if (match == of.constructors.end())
                throw refused{"no constructor of this type"};
            put(id);
            members(**match);
            break;
        }
        case kind::bare:
            members(*of.constructors.front());
            break;
        case kind::vector:
            vector(of);
            break;
        }
    }

    void text() {
        const auto start = at_;
        std::size_t size = byte();
        if (size == 255)
            throw refused{"an undefined length byte"};
        if (size == 254) {
            size = byte();
            size |= std::size_t{byte()} << 8;
            size |= std::size_t{byte()} << 16;
        }
        const auto out = made_.canonical.size();
        if (size < 254)
            made_.canonical.push_back(static_cast<std::uint8_t>(size));
        else
            put(static_cast<std::uint32_t>(size << 8 | 254));
        for (std::size_t i = 0; i < size; ++i)
            made_.canonical.push_back(byte());
        while ((made_.canonical.size() - out) % 4 != 0)
            made_.canonical.push_back(0);
        while ((at_ - start) % 4 != 0)
            byte();
    }

    void vector(const type& of) {
        if (of.has_id) {
            if (word() != vector_id)
                throw refused{"no vector"};
            put(vector_id);
        }
        const auto count = word();
        put(count);
        // As documented: each item counts as at least one byte, even if the schema has items without bytes.
        if (count > input_.size() - at_)
            throw refused{"more items than bytes"};
        deepen();
        for (std::uint32_t i = 0; i < count; ++i)
            value(*of.item);
        --levels_;
    }

    void members(const constructor& of) {
        made_.constructors = std::max(made_.constructors, ++constructors_);
        deepen();
        std::vector<std::uint32_t> words(of.fields.size());
        for (std::size_t i = 0; i < of.fields.size(); ++i) {
            const auto& each = of.fields[i];
            if (each.is_flags_word) {
                const auto index = enter({nullptr, &each, at_, at_, around_});
                words[i] = word();
                leave(index);
                put(words[i] & each.known_bits);
            } else if (each.of != nullptr) {
                if (each.word < 0 ||
                    (words[static_cast<std::size_t>(each.word)] >> each.bit & 1) != 0)
                    value(*each.of);
            }
        }
        --constructors_;
        --levels_;
    }

    void deepen() {
        made_.levels = std::max(made_.levels, ++levels_);
        if (levels_ > most_levels)
            throw refused{"too deep for recursion"};
    }

    int enter(const place& added) {
        if (places_ == nullptr)
            return -1;
        places_->push_back(added);
        return static_cast<int>(places_->size()) - 1;
    }
    void leave(int index) {
        if (index >= 0)
            (*places_)[static_cast<std::size_t>(index)].end = at_;
    }

    byte_view input_;
    std::vector<place>* places_;
    std::size_t at_ = 0;
    int around_ = -1;
    int levels_ = 0;
    int constructors_ = 0;
    decoded made_;
};

} // namespace slow
