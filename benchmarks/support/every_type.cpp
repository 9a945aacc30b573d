// SPDX-License-Identifier: MIT
#include "every_type.hpp"

#include <awaitgram/api/methods.hpp>
#include <awaitgram/api/types.hpp>

namespace support {

std::span<const listed_type> every_type() noexcept {
    namespace tl = awaitgram::tl;
    static const listed_type all[] = {
#define X(...) {__VA_ARGS__::tl_id, tl::detail::entry_of<__VA_ARGS__>(), tl::function<__VA_ARGS__>},
#include "every_listed_type.inc"
#undef X
    };
    return all;
}

} // namespace support
