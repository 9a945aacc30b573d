// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/typing.hpp>

#include <cstdint>

namespace awaitgram {

AWAITGRAM_DECL typing_action typing::action() const noexcept {
    switch (raw_action().id_of()) {
    case api::sendMessageTypingAction::tl_id:
        return typing_action::typing;
    case api::sendMessageCancelAction::tl_id:
        return typing_action::stopped;
    case api::sendMessageRecordVideoAction::tl_id:
        return typing_action::records_video;
    case api::sendMessageUploadVideoAction::tl_id:
        return typing_action::uploads_video;
    case api::sendMessageRecordAudioAction::tl_id:
        return typing_action::records_voice;
    case api::sendMessageUploadAudioAction::tl_id:
        return typing_action::uploads_voice;
    case api::sendMessageUploadPhotoAction::tl_id:
        return typing_action::uploads_photo;
    case api::sendMessageUploadDocumentAction::tl_id:
        return typing_action::uploads_document;
    case api::sendMessageGeoLocationAction::tl_id:
        return typing_action::chooses_location;
    case api::sendMessageChooseContactAction::tl_id:
        return typing_action::chooses_contact;
    case api::sendMessageChooseStickerAction::tl_id:
        return typing_action::chooses_sticker;
    case api::sendMessageGamePlayAction::tl_id:
        return typing_action::plays_game;
    case api::sendMessageRecordRoundAction::tl_id:
        return typing_action::records_video_note;
    case api::sendMessageUploadRoundAction::tl_id:
        return typing_action::uploads_video_note;
    case api::speakingInGroupCallAction::tl_id:
        return typing_action::speaks_in_call;
    case api::sendMessageHistoryImportAction::tl_id:
        return typing_action::imports_history;
    case api::sendMessageEmojiInteraction::tl_id:
        return typing_action::plays_emoji;
    case api::sendMessageEmojiInteractionSeen::tl_id:
        return typing_action::sees_emoji;
    case api::sendMessageTextDraftAction::tl_id:
    case api::sendMessageRichMessageDraftAction::tl_id:
        return typing_action::drafts_text;
    default:
        return typing_action::other;
    }
}

AWAITGRAM_DECL std::int32_t typing::progress() const noexcept {
    const auto& raw = raw_action();
    if (const auto* video = raw.get_if<api::sendMessageUploadVideoAction>())
        return video->progress;
    if (const auto* voice = raw.get_if<api::sendMessageUploadAudioAction>())
        return voice->progress;
    if (const auto* photo = raw.get_if<api::sendMessageUploadPhotoAction>())
        return photo->progress;
    if (const auto* document = raw.get_if<api::sendMessageUploadDocumentAction>())
        return document->progress;
    if (const auto* note = raw.get_if<api::sendMessageUploadRoundAction>())
        return note->progress;
    const auto* imported = raw.get_if<api::sendMessageHistoryImportAction>();
    return imported ? imported->progress : 0;
}

} // namespace awaitgram
