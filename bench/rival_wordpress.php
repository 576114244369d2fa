<?php
/* WordPress's side of bench.rivals, run once by the command line: rival_wordpress.php SITE PICTURE WORDS installs it
   with its own installer, and makes a page with the words, the picture in three widths, and a menu of five pages. */

[, $site, $picture, $words] = $argv;
$_SERVER += ['HTTP_HOST' => 'localhost', 'SERVER_NAME' => 'localhost', 'REQUEST_URI' => '/wp-admin/install.php'];
define('WP_INSTALLING', true);

/* In place of its own: the installer writes no mail. */
function wp_new_blog_notification() {}

require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

/* The installer asks its own address whether pretty links work; nobody answers there yet. */
add_filter('pre_http_request', fn() => new WP_Error('bench', 'no network'));
wp_install('Bench', 'bench', 'bench@example.org', true, '', 'bench-password');
wp_delete_post(get_page_by_path('sample-page')->ID, true);
$wp_rewrite->set_permalink_structure('/%postname%/');
$wp_rewrite->flush_rules(false);

/* Three widths: 320 and 640 are cut, 1280 is the upload's own. */
foreach (['thumbnail' => 0, 'medium' => 320, 'medium_large' => 0, 'large' => 640] as $size => $width) {
    update_option("{$size}_size_w", $width);
    update_option("{$size}_size_h", $width);
}
add_filter('intermediate_image_sizes', fn() => ['medium', 'large']);
$kept = wp_upload_bits('bench.jpg', null, file_get_contents($picture));
$image = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => 'A picture'], $kept['file']);
wp_update_attachment_metadata($image, wp_generate_attachment_metadata($image, $kept['file']));

$menu = wp_create_nav_menu('Menu');
foreach (range(1, 5) as $number) {
    $page = wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_title' => "Page $number"]);
    $item = ['object' => 'page', 'object-id' => $page, 'type' => 'post_type', 'status' => 'publish'];
    wp_update_nav_menu_item($menu, 0, array_combine(array_map(fn($key) => "menu-item-$key", array_keys($item)), $item));
}
set_theme_mod('nav_menu_locations', ['primary' => $menu]);
$source = wp_get_attachment_url($image);
wp_insert_post([
    'post_type' => 'page',
    'post_status' => 'publish',
    'post_title' => 'An appeal',
    'post_name' => 'appeal',
    'post_content' => <<<BLOCKS
        <!-- wp:image {"id":$image,"sizeSlug":"full"} -->
        <figure class="wp-block-image size-full"><img src="$source" alt="A picture" class="wp-image-$image"/></figure>
        <!-- /wp:image -->
        <!-- wp:heading --><h2>Last seen</h2><!-- /wp:heading -->
        <!-- wp:paragraph --><p>$words</p><!-- /wp:paragraph -->
        <!-- wp:paragraph --><p><a href="https://example.org/">Tell us what you saw</a></p><!-- /wp:paragraph -->
        BLOCKS,
]);
