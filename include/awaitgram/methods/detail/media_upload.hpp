// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/errors.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/async/offload.hpp>
#include <awaitgram/files/stream.hpp>
#include <awaitgram/files/upload.hpp>
#include <awaitgram/files/upload_plan.hpp>
#include <awaitgram/methods/detail/described_file.hpp>
#include <awaitgram/methods/detail/look_into.hpp>
#include <awaitgram/methods/detail/owned_media.hpp>
#include <awaitgram/methods/detail/sent_media.hpp>
#include <awaitgram/rpc/error.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// One file that is stored at Telegram. It can be stored again in part when Telegram has lost something of it.
class stored_upload {
public:
    stored_upload(
        const self_info* account,
        owned_file file,
        bool small,
        files::progress_ref told,
        files::transfer_store* resume = nullptr
    )
        : account_(account), file_(std::move(file)) {
        options_.resume = resume;
        options_.needs_small_parts = small;
        options_.progress = told;
    }

    /// Looks into the file, and opens it.
    template <class Named>
    [[nodiscard]] awaitable<files::file_source*> open_by(Named named) {
        co_await name(std::move(named));
        co_await open();
        co_return source_;
    }

    /// Stores it, by the name that `named` makes of what the file says.
    template <class Named>
    [[nodiscard]] awaitable<void> store(Named named) {
        co_await name(std::move(named));
        if (file_.stream != nullptr) {
            options_.premium = co_await is_premium(); // its size is known when it is too late
            auto storing_it =
                files::upload(*account_->access.calls, *file_.stream, name_, options_);
            stored_ = co_await std::move(storing_it);
            co_return;
        }
        co_await open();
        if (source_->size() > std::int64_t{files::most_parts} * files::largest_upload_part)
            options_.premium = co_await is_premium();
        auto storing = files::upload(*account_->access.calls, *source_, name_, options_);
        stored_ = co_await std::move(storing);
    }

    /// Stores a part again; false if it has no such part, or comes from a stream, which is read once.
    [[nodiscard]] awaitable<bool> store_again(std::int32_t part) {
        if (source_ == nullptr || part < 0 || part >= parts())
            co_return false;
        options_.progress = {};
        auto storing =
            files::upload_part_again(*account_->access.calls, *source_, stored_, part, options_);
        co_await std::move(storing);
        co_return true;
    }

    [[nodiscard]] const api::InputFile& stored() const noexcept { return stored_; }
    [[nodiscard]] const file_look& looked() const noexcept { return look_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
    template <class Named>
    [[nodiscard]] awaitable<void> name(Named named) {
        if (!name_.empty())
            co_return;
        look_ = co_await look();
        name_ = named(look_);
    }

    [[nodiscard]] std::int32_t parts() const noexcept {
        if (const auto* small = stored_.get_if<api::inputFile>())
            return small->parts;
        const auto* big = stored_.get_if<api::inputFileBig>();
        return big != nullptr ? big->parts : 0;
    }

    [[nodiscard]] awaitable<file_look> look() {
        if (file_.form == file_ref::form::source)
            co_return co_await look_into_source(*file_.source, file_.text);
        if (file_.form == file_ref::form::stream) {
            file_look by_name;
            by_name.sniffed = media::sniff({}, file_.text);
            co_return by_name;
        }
        if (file_.form == file_ref::form::memory) {
            const known_ends all{file_.bytes};
            co_return look_into(all, file_.bytes.size(), file_.text);
        }
        file_look found;
        unique_function<void()> work = [this, &found] { found = look_into_file(file_.text); };
        co_await on_disk_thread(std::move(work));
        co_return found;
    }

    /// Whether the account may send files of the double size.
    [[nodiscard]] awaitable<bool> is_premium() {
        api::users::getUsers request{};
        request.id.push_back(api::inputUserSelf{});
        auto pending = rpc::invoke(*account_->access.calls, request);
        const auto answer = co_await std::move(pending);
        const auto* self = answer->empty() ? nullptr : answer->front().get_if<api::user>();
        co_return self != nullptr && self->premium;
    }

    [[nodiscard]] awaitable<void> open() {
        if (source_ != nullptr)
            co_return;
        source_ = file_.source;
        if (file_.form == file_ref::form::memory) {
            own_ = files::memory_file(file_.bytes);
        } else if (source_ == nullptr) {
            unique_function<void()> work = [this] { own_ = files::disk_file(file_.text); };
            co_await on_disk_thread(std::move(work));
        }
        if (own_)
            source_ = own_.get();
    }

    const self_info* account_;
    owned_file file_;
    files::upload_options options_{};
    std::unique_ptr<files::file_source> own_{};
    files::file_source* source_ = nullptr;
    file_look look_{};
    std::string name_{};
    api::InputFile stored_{};
};

/// The file name of a path, or the name of bytes and sources.
[[nodiscard]] inline std::string name_of_file(const owned_file& file) {
    return file.form == file_ref::form::path ? std::filesystem::path{file.text}.filename().string()
                                             : file.text;
}

/// Media that are sent: their files are stored first, and again where Telegram has lost something.
class media_upload {
public:
    media_upload(const self_info* account, owned_media made)
        : account_(account), made_(std::move(made)) {}

    [[nodiscard]] const owned_media& made() const noexcept { return made_; }

    /// Stores the files. Media that Telegram has, or fetches, need nothing.
    [[nodiscard]] awaitable<void> store() {
        media_ = made_.file.ready;
        if (media_.empty()) {
            auto storing = store_file();
            co_await std::move(storing);
        }
        if (made_.cover.given()) {
            auto storing = store_cover();
            auto cover = co_await std::move(storing);
            if (auto* fresh = media_.get_if<api::inputMediaUploadedDocument>())
                fresh->video_cover = std::move(cover);
            else if (auto* known = media_.get_if<api::inputMediaDocument>())
                known->video_cover = std::move(cover);
        }
        set_shown(media_, made_);
    }

    [[nodiscard]] const api::InputMedia& media() const noexcept { return media_; }

    /// Stores again what a refusal says that Telegram has lost; false if that is not the reason. Where the first part is lost, all are: then
    /// the file is stored anew.
    [[nodiscard]] awaitable<bool> cure(rpc_error refusal) {
        constexpr auto most_cures = 100;
        constexpr auto most_anew = 2;
        if (reused_ && sent_media::is_gone(refusal)) {
            reused_ = false;
            auto forgetting = sent_->forget();
            co_await std::move(forgetting);
            auto anew = store();
            co_await std::move(anew);
            co_return true;
        }
        if (!(refusal == errors::FILE_PART_MISSING) || !refusal.value() || !file_ ||
            ++cures_ > most_cures)
            co_return false;
        if (*refusal.value() == 0) {
            if (made_.file.stream != nullptr || ++anew_ > most_anew)
                co_return false;
            auto anew = store();
            co_await std::move(anew);
            co_return true;
        }
        auto storing = file_->store_again(*refusal.value());
        auto stored = co_await std::move(storing);
        if (thumbnail_) { // the refusal does not say which file it means
            auto again = thumbnail_->store_again(*refusal.value());
            const auto thumbnail_stored = co_await std::move(again);
            stored = stored || thumbnail_stored;
        }
        co_return stored;
    }

    /// Keeps what Telegram has made of the file, for the next time.
    [[nodiscard]] awaitable<void> keep(const api::MessageMedia* made) {
        if (!sent_ || reused_ || made == nullptr)
            co_return;
        auto keeping = sent_->keep(*made);
        co_await std::move(keeping);
    }

private:
    /// Units: bytes.
    static constexpr std::int64_t largest_photo = 10 * 1024 * 1024;

    [[nodiscard]] bool may_be_reused() const noexcept {
        return made_.reuse != nullptr && made_.file.stream == nullptr && !made_.thumbnail.given() &&
               !made_.cover.given();
    }

    [[nodiscard]] awaitable<void> store_file() {
        const auto named = [this](const file_look& look) {
            return shown_name(made_, name_of_file(made_.file), look);
        };
        file_.emplace(account_, made_.file, made_.small, made_.progress, made_.resume);
        if (made_.kind == media_kind::photo && made_.file.stream == nullptr) {
            auto opening = file_->open_by(named);
            const auto* const source = co_await std::move(opening);
            if (source->size() > largest_photo)
                throw std::system_error(make_error_code(files::errc::too_large_for_kind));
        }
        if (may_be_reused() && !sent_) {
            auto opening = file_->open_by(named);
            auto* const source = co_await std::move(opening);
            sent_.emplace(*made_.reuse, made_, account_->id);
            auto finding = sent_->find(*source, file_->name());
            media_ = co_await std::move(finding);
            reused_ = !media_.empty();
            if (reused_)
                co_return;
        }
        auto storing = file_->store(named);
        co_await std::move(storing);
        if (made_.kind == media_kind::photo) {
            api::inputMediaUploadedPhoto photo{};
            photo.file = file_->stored();
            media_ = std::move(photo);
            co_return;
        }
        api::inputMediaUploadedDocument document{};
        document.file = file_->stored();
        document.mime_type = told_mime(made_, file_->looked());
        document.attributes = attributes_of(made_, file_->name(), file_->looked());
        document.force_file = made_.kind == media_kind::document;
        document.nosound_video =
            made_.kind == media_kind::video; // else one without sound becomes a GIF
        if (made_.thumbnail.given()) {
            thumbnail_.emplace(account_, made_.thumbnail, true, files::progress_ref{});
            auto storing_it = thumbnail_->store([](const file_look&) { return "thumbnail.jpg"; });
            co_await std::move(storing_it);
            document.thumb = thumbnail_->stored();
        }
        media_ = std::move(document);
    }

    [[nodiscard]] awaitable<api::InputPhoto> store_cover();

    const self_info* account_;
    owned_media made_;
    std::optional<stored_upload> file_{};
    std::optional<stored_upload> thumbnail_{};
    /// Where uploads of the same content are kept.
    std::optional<sent_media> sent_{};
    bool reused_ = false;
    api::InputMedia media_{};
    int cures_ = 0;
    int anew_ = 0;
};

/// Has Telegram make media of files, without a message.
[[nodiscard]] inline awaitable<tl::reply<api::MessageMedia>>
make_media(const self_info* account, media_upload& upload, api::InputPeer to) {
    for (;;) {
        api::messages::uploadMedia request{};
        request.peer = to;
        request.media = upload.media();
        auto pending = rpc::try_invoke(*account->access.calls, request);
        auto answer = co_await std::move(pending);
        if (answer) {
            auto keeping = upload.keep(&**answer);
            co_await std::move(keeping);
            co_return *std::move(answer);
        }
        auto curing = upload.cure(answer.error());
        const auto cured = co_await std::move(curing);
        if (!cured)
            throw rpc_error{answer.error()};
    }
}

/// The photo that is shown before a video plays.
inline awaitable<api::InputPhoto> media_upload::store_cover() {
    if (const auto* known = made_.cover.ready.get_if<api::inputMediaPhoto>())
        co_return known->id;
    owned_media plain{media_kind::photo, file_ref{"cover"}, media_options{}};
    plain.file = made_.cover;
    media_upload cover{account_, std::move(plain)};
    auto storing = cover.store();
    co_await std::move(storing);
    auto making = make_media(account_, cover, api::inputPeerSelf{});
    const auto made = co_await std::move(making);
    const auto* shown = made->get_if<api::messageMediaPhoto>();
    const auto* photo =
        shown != nullptr && shown->photo ? shown->photo->get_if<api::photo>() : nullptr;
    if (photo == nullptr)
        refuse_media(media::media_errc::not_a_photo);
    api::inputPhoto id{};
    id.id = photo->id;
    id.access_hash = photo->access_hash;
    id.file_reference = photo->file_reference;
    co_return id;
}

} // namespace awaitgram::detail
