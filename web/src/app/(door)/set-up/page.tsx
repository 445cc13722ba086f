import { SetUpPage } from "@/door/set-up-page";

export default SetUpPage;
