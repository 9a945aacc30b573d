// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace awaitgram::detail {

/// Notices when the offsets that a server gives lead in a circle, of any length, and remembers one of them: after one, two, four and so
/// on offsets, the present one. A circle comes back to it.
class offset_trail {
public:
    /// Follows an offset; whether it was on the way before.
    [[nodiscard]] bool comes_back(std::string_view offset) {
        if (offset == mark_)
            return true;
        if (++since_mark_ == until_next_) {
            mark_ = offset;
            since_mark_ = 0;
            until_next_ *= 2;
        }
        return false;
    }

private:
    /// The list begins without one.
    std::string mark_{};
    std::size_t since_mark_ = 0;
    std::size_t until_next_ = 1;
};

} // namespace awaitgram::detail
