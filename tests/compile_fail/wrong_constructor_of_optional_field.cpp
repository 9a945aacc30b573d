// expect: a field of a boxed type takes that type's own constructors
// expect: peerUser
// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>

namespace api = awaitgram::api;

void address(api::messages::sendMessage& request) {
#ifdef AWAITGRAM_CORRECT
    request.send_as = api::inputPeerUser{.user_id = 1};
    request.send_as = {};
#else
    request.send_as = api::peerUser{1};
#endif
}
