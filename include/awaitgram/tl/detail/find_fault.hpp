// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/tl/detail/encoder.hpp>
#include <awaitgram/tl/detail/lifetime.hpp>
#include <awaitgram/tl/detail/line.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram::tl::detail {

/// Finds the first value that cannot be encoded, after encoding failed; the encoder itself keeps no path.
class fault_finder {
public:
    /// `messages.sendMessage: reply_markup.rows[0] is missing`; `type` and `value` as in encode_raw.
    [[nodiscard]] static std::string describe(const type_entry& type, const char* value) {
        fault_finder finder;
        std::string text;
        if (type.shape.step.what == kind::structure) {
            finder.in_structure(type.shape.structure(), value);
            text = std::string{name_of(type.shape.structure())} + ": ";
        } else {
            finder.in_value(type.shape, value);
        }
        return text + (finder.path_.empty() ? "the value" : finder.path_) + finder.problem_;
    }

private:
    bool missing() {
        problem_ = " is missing";
        return true;
    }

    bool in_text(const storage& text) {
        if (text.size() <= 0xff'ffff)
            return false;
        problem_ = " has " + std::to_string(text.size()) + " bytes, expected at most 16777215";
        return true;
    }

    bool in_node(const node* value) {
        return value == nullptr
                   ? missing()
                   : in_structure(
                         *value->type, reinterpret_cast<const char*>(value) + payload_offset
                     );
    }

    bool in_structure(const descriptor& type, const char* body) {
        std::uint64_t flags = 0;
        for (auto present = present_ops(type, body, flags); present != 0; present &= present - 1) {
            const auto& step = type.ops[static_cast<unsigned>(std::countr_zero(present))];
            if (in_value(type.linked(step), body + step.offset)) {
                lead(field_name(type, step));
                return true;
            }
        }
        return false;
    }

    bool in_vector(const linked_op& shape, const storage& vector) {
        const auto item = item_of(shape);
        const auto* each = static_cast<const char*>(vector.data());
        for (std::size_t i = 0; i < vector.size(); ++i, each += shape.step.length)
            if (in_value(item, each)) {
                lead('[' + std::to_string(i) + ']');
                return true;
            }
        return false;
    }

    bool in_value(const linked_op& shape, const char* value) {
        switch (shape.step.what) {
        case kind::text:
            return in_text(*reinterpret_cast<const storage*>(value));
        case kind::rest:
            return reinterpret_cast<const storage*>(value)->size() < 4 && missing();
        case kind::box:
        case kind::optional_structure:
        case kind::optional_bare_structure:
            return in_node(*reinterpret_cast<const node* const*>(value));
        case kind::structure:
        case kind::bare_structure:
            return in_structure(shape.structure(), value);
        case kind::vector_of_texts:
        case kind::vector_of_boxes:
        case kind::vector_of_structures:
        case kind::vector_of_bare_structures:
        case kind::vector_of_vectors:
            return in_vector(shape, *reinterpret_cast<const storage*>(value));
        default:
            return false;
        }
    }

    /// Adds the step before those of the path.
    void lead(std::string_view step) {
        const auto* const joint = path_.empty() || path_.front() == '[' ? "" : ".";
        path_ = std::string{step} + joint + path_;
    }

    std::string path_{};
    std::string problem_{};
};

} // namespace awaitgram::tl::detail
