// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/layer.hpp>
#include <awaitgram/api/methods/root.hpp>
#include <awaitgram/core/bytes.hpp>
#include <awaitgram/mtproto/detail/wire.hpp>
#include <awaitgram/mtproto/gzip.hpp>
#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/testing/server/protocol/received_messages.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A query without its wrappers, and their settings.
struct unwrapped_query {
    tl::frame body;
    bool without_updates = false;
};

/// Removes the wrappers around a method. A client of another layer than the server's is refused: it could not read the answers.
class query_wrappers {
public:
    query_wrappers(
        login_state& login, std::function<std::optional<outcome>(std::int64_t)> outcome_of
    )
        : login_(login), outcome_of_(std::move(outcome_of)) {}

    [[nodiscard]] result<unwrapped_query, api_refusal> unwrap(tl::frame query) {
        constexpr auto deepest = 16;
        unwrapped_query now;
        now.body = std::move(query);
        login_.in_takeout = false;
        for (auto depth = 0; depth != deepest; ++depth) {
            switch (mtproto::detail::constructor_of(now.body.bytes())) {
            case mtproto::detail::id::gzip_packed: {
                auto unpacked = mtproto::unpack_gzip(now.body.bytes());
                if (!unpacked)
                    return refuse(400, "INPUT_FETCH_ERROR");
                now.body = tl::frame{std::move(*unpacked)};
                continue;
            }
            case any_query<api::invokeWithLayer>::tl_id:
                if (auto asked = std::int32_t{0};
                    !take<api::invokeWithLayer>(now, [&](const auto& wrapper) {
                        asked = wrapper.layer;
                        return is_known(asked);
                    }))
                    return wrong_layer("asks for layer " + std::to_string(asked));
                login_.has_layer = true;
                continue;
            case any_query<api::initConnection>::tl_id:
                if (!take<api::initConnection>(now, [this](const auto& wrapper) {
                        login_.initialised = wrapper.api_id > 0;
                        login_.client.api_id = wrapper.api_id;
                        login_.client.model = wrapper.device_model.str();
                        login_.client.system = wrapper.system_version.str();
                        login_.client.app = wrapper.app_version.str();
                        return login_.initialised;
                    }))
                    return refuse(400, "CONNECTION_API_ID_INVALID");
                continue;
            case any_query<api::invokeWithoutUpdates>::tl_id:
                now.without_updates = true;
                if (!take<api::invokeWithoutUpdates>(now, [](const auto&) { return true; }))
                    return refuse(400, "INPUT_FETCH_ERROR");
                continue;
            case any_query<api::invokeWithTakeout>::tl_id:
                if (!take<api::invokeWithTakeout>(now, [this](const auto& wrapper) {
                        login_.in_takeout =
                            login_.takeout_id != 0 && wrapper.takeout_id == login_.takeout_id;
                        return login_.in_takeout;
                    }))
                    return refuse(400, "TAKEOUT_INVALID");
                continue;
            case any_query<api::invokeAfterMsg>::tl_id:
                if (!take<api::invokeAfterMsg>(now, [this](const auto& wrapper) {
                        return wait_for(wrapper.msg_id);
                    }))
                    return refuse(400, failure_name());
                continue;
            case any_query<api::invokeAfterMsgs>::tl_id:
                if (!take<api::invokeAfterMsgs>(now, [this](const auto& wrapper) {
                        for (const auto id : wrapper.msg_ids)
                            if (!wait_for(id))
                                return false;
                        return true;
                    }))
                    return refuse(400, failure_name());
                continue;
            default:
                if (login_.initialised && !login_.has_layer)
                    return wrong_layer("names no layer");
                return now;
            }
        }
        return refuse(400, "INPUT_FETCH_ERROR");
    }

private:
    template <template <class> class Wrapper>
    using any_query = Wrapper<tl::encoded_query>;

    template <template <class> class Wrapper, class Look>
    bool take(unwrapped_query& now, Look look) {
        const auto decoded = tl::decode<any_query<Wrapper>>(now.body);
        if (!decoded || !look(**decoded))
            return false;
        const byte_view inner = (**decoded).query;
        now.body = tl::frame::copy_of(inner);
        return true;
    }

    [[nodiscard]] static bool is_known(std::int32_t layer) {
        return api::layer == 0 ? layer > 0 : layer == api::layer;
    }
    [[nodiscard]] static failure<api_refusal> wrong_layer(const std::string& problem) {
        return refuse(
            400,
            "CONNECTION_LAYER_INVALID",
            "the client " + problem + ", the server has layer " + std::to_string(api::layer)
        );
    }

    bool wait_for(std::int64_t msg_id) {
        const auto before = outcome_of_(msg_id);
        if (!before || *before == outcome::refused) {
            failed_ = before.has_value();
            return false;
        }
        return true;
    }
    [[nodiscard]] std::string failure_name() const {
        return failed_ ? "MSG_WAIT_FAILED" : "MSG_WAIT_TIMEOUT";
    }

    login_state& login_;
    std::function<std::optional<outcome>(std::int64_t)> outcome_of_;
    bool failed_ = false;
};

} // namespace awaitgram::testing
