// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numbers.hpp"
#include "slow_decoder.hpp"

namespace slow {

/// Writes random values of a schema's types in canonical form.
class writer {
public:
    explicit writer(fuzz::numbers& random) : random_(random) {}

    /// Writes a value that nests at most about `depth` levels.
    byte_buffer write(const type& of, int depth) {
        out_.clear();
        value(of, depth);
        return out_;
    }

private:
    void put(std::uint32_t word) { awaitgram::append_le(out_, word); }

    void value(const type& of, int depth) {
        if (out_.size() > long_enough)
            depth = 0;
        switch (of.what) {
        case kind::number:
            number(of.size);
            break;
        case kind::text:
            text();
            break;
        case kind::boolean:
            put(random_.one_of(2) ? true_id : false_id);
            break;
        case kind::rest:
            number(4 + random_.below(20));
            break;
        case kind::boxed: {
            const auto* chosen = of.constructors[random_.below(of.constructors.size())];
            if (depth <= 0 || chosen->depth >= 1'000'000)
                for (const auto* other : of.constructors)
                    if (other->depth < chosen->depth)
                        chosen = other;
            put(chosen->id);
            members(*chosen, depth);
            break;
        }
        case kind::bare:
            members(*of.constructors.front(), depth);
            break;
        case kind::vector: {
            if (of.has_id)
                put(vector_id);
            auto count = depth > 0 ? random_.below(4) : 0;
            if (depth > 0 && of.item->what != kind::vector && of.item->constructors.empty() &&
                random_.one_of(8))
                count = random_.below(40);
            put(count);
            while (count-- != 0)
                value(*of.item, depth - 1);
            break;
        }
        }
    }

    void number(std::size_t size) {
        const auto zeros = random_.one_of(4);
        while (size-- != 0)
            out_.push_back(zeros ? 0 : static_cast<std::uint8_t>(random_()));
    }

    void text() {
        static constexpr std::size_t sizes[] = {0,  1,  2,  3,  4,   7,   8,   15,  16,  31, 32,
                                                33, 63, 64, 65, 252, 253, 254, 255, 256, 700};
        const auto size = sizes[random_.below(random_.one_of(40) ? std::size(sizes) : 12)];
        const auto start = out_.size();
        if (size < 254)
            out_.push_back(static_cast<std::uint8_t>(size));
        else
            put(static_cast<std::uint32_t>(size << 8 | 254));
        number(size);
        while ((out_.size() - start) % 4 != 0)
            out_.push_back(0);
    }

    void members(const constructor& of, int depth) {
        std::vector<std::uint32_t> words(of.fields.size());
        // Most bits are clear, as in real data; sometimes all are set.
        const auto rarely = depth <= 0 ? 0 : 1 + random_.below(8);
        for (std::size_t i = 0; i < of.fields.size(); ++i) {
            const auto& each = of.fields[i];
            if (each.is_flags_word) {
                for (unsigned bit = 0; bit < 32; ++bit)
                    if ((each.known_bits >> bit & 1) != 0 && rarely != 0 && random_.one_of(rarely))
                        words[i] |= 1u << bit;
                put(words[i]);
            } else if (each.of != nullptr) {
                if (each.word < 0 ||
                    (words[static_cast<std::size_t>(each.word)] >> each.bit & 1) != 0)
                    value(*each.of, depth - 1);
            }
        }
    }

    /// A value that is long already gets no further branches.
    static constexpr std::size_t long_enough = 2000;

    fuzz::numbers& random_;
    byte_buffer out_;
};

} // namespace slow
