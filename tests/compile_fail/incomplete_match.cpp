// expect: a match without otherwise\(...\) needs a when\(...\) for each error that is documented for the method
// SPDX-License-Identifier: MIT
#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/rpc/method_error.hpp>

namespace ag = awaitgram;
namespace errors = awaitgram::errors;

int code_of(const ag::method_error<ag::api::messages::checkChatInvite>& error) {
    return error.match(
        ag::when(errors::CHANNEL_PRIVATE, [] { return 1; }),
#ifdef AWAITGRAM_CORRECT
        ag::when(errors::INVITE_HASH_EMPTY, [] { return 2; }),
#endif
        ag::when(errors::INVITE_HASH_EXPIRED, [] { return 3; }),
        ag::when(errors::INVITE_HASH_INVALID, [] { return 4; })
    );
}
