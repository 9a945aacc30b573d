// expect: the visitor must accept every constructor of the type: add `\[\]\(const auto&\) \{ \.\.\. \}` for the others
// SPDX-License-Identifier: MIT
#include <awaitgram/api/types.hpp>

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

bool is_user(const api::Peer& peer) {
    return peer.visit(tl::overloaded{
        [](const api::peerUser&) { return true; },
        [](const api::peerChat&) { return false; },
#ifdef AWAITGRAM_CORRECT
        [](const auto&) { return false; },
#endif
    });
}
